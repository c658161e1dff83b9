package io.txstream.status.web;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.waiting.WaitingLookups;
import io.txstream.status.waiting.changes.ChangeStreams;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Schedulers;

/** Wires the HTTP routes. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    LookupHandler lookupHandler(
            Transactions transactions, WaitingLookups waiting, TransactionDocuments documents, Clock clock) {
        return new LookupHandler(transactions, waiting, documents, clock);
    }

    @Bean
    StreamHandler streamHandler(
            Transactions transactions, WaitingLookups waiting, ChangeStreams changes, TransactionDocuments documents) {
        return new StreamHandler(transactions, waiting, changes, documents, Schedulers.parallel());
    }

    @Bean
    RouterFunction<ServerResponse> routes(LookupHandler lookups, StreamHandler streams) {
        return StatusRoutes.of(lookups, streams);
    }
}
