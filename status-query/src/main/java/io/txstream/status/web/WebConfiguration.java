package io.txstream.status.web;

import io.txstream.status.lookup.Transactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Wires the HTTP routes. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    RouterFunction<ServerResponse> routes(Transactions transactions) {
        return StatusRoutes.of(transactions);
    }
}
