package io.txstream.status.waiting.changes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.txstream.status.lookup.LookupProperties;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.request.Places;
import io.txstream.status.waiting.ChangedTables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the streams of all changes. */
@Configuration(proxyBeanMethods = false)
class ChangesConfiguration {

    @Bean
    ChangeLog changeLog(TransactionDocuments documents, ChangedTables tables) {
        return new ChangeLog(documents, new Replays(documents, tables));
    }

    @Bean
    ChangeStreams changeStreams(ChangeLog log, LookupProperties limits) {
        return new ChangeStreams(log, new Places(limits.maxStreams()));
    }

    @Bean
    MeterBinder streamMetrics(ChangeStreams streams) {
        return registry -> Gauge.builder("txstream.lookup.streams", streams, ChangeStreams::open)
                .description("Requests that follow all changes")
                .register(registry);
    }
}
