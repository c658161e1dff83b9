package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Starts and wires the gateway. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class IngestApplication {

    public static void main(String[] args) {
        SpringApplication.run(IngestApplication.class, args);
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            TransactionLog log, ByteBudget budget, IngestProperties settings, MeterRegistry registry, Clock clock) {
        var webhooks = new WebhookHandler(log, new WebhookMetrics(registry), budget, settings.maxBodyBytes());
        return IngestRoutes.of(webhooks, clock);
    }

    @Bean
    ProcessTimeFilter processTimeFilter(MeterRegistry registry) {
        return new ProcessTimeFilter(registry.config().clock());
    }

    /** Declared after the filter above, so that its answers carry the time too. */
    @Bean
    HostFilter hostFilter() {
        return new HostFilter();
    }

    /** Runs after all beans exist and before any lifecycle starts, so before the port opens. */
    @Bean
    SmartInitializingSingleton warmUp(ObjectProvider<HttpHandler> gateway, ByteBudget budget, MeterRegistry registry) {
        return () -> new WarmUp(gateway.getObject(), budget, registry).run();
    }
}
