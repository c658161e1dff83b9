package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/** Wires the forwarding of lookups. */
@Configuration(proxyBeanMethods = false)
class LookupWiring {

    @Bean
    LookupPlaces lookupPlaces(IngestProperties settings) {
        return new LookupPlaces(settings.maxLookups(), settings.maxHeldLookups());
    }

    @Bean
    StatusQueryClient statusQueryClient(IngestProperties settings, LookupPlaces places) {
        return new StatusQueryClient(settings.statusUrl(), places.max());
    }

    @Bean
    LookupForwarder lookupForwarder(StatusQueryClient statusQuery, LookupPlaces places, MeterRegistry registry) {
        return new LookupForwarder(
                statusQuery,
                places,
                new LookupMetrics(registry, places),
                registry.config().clock()::monotonicTime);
    }

    /** As a customizer, which a separate management port does not have. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> lookupRoute(LookupForwarder lookups) {
        return factory -> factory.addRouteProviders(routes -> routes.route(LookupForwarder::takes, lookups));
    }

    /** Before the server waits for requests in progress, of which some have no end. */
    @Bean
    ApplicationListener<ContextClosedEvent> heldLookupsEnd(LookupForwarder lookups) {
        return closed -> lookups.stopHeld();
    }
}
