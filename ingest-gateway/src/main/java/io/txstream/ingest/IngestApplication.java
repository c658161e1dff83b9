package io.txstream.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;

/** Starts and wires the gateway. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class IngestApplication {

    private static final Logger LOG = LoggerFactory.getLogger(IngestApplication.class);

    private static final Duration DEFAULT_HEAD_TIMEOUT = Duration.ofSeconds(30);

    public static void main(String[] args) {
        SpringApplication.run(IngestApplication.class, args);
    }

    /** Reports a heap that is too small before the wait for the broker. */
    @Bean
    static BeanFactoryPostProcessor budgetBeforeTopics() {
        return beans -> {
            for (String topics : beans.getBeanNamesForType(TopicLayout.class, false, false)) {
                beans.getBeanDefinition(topics).setDependsOn("byteBudget");
            }
        };
    }

    @Bean
    ByteBudget byteBudget(
            IngestProperties settings, KafkaProperties kafka, Connections connections, MeterRegistry registry) {
        long heap = Runtime.getRuntime().maxMemory();
        long inFlight = settings.bytesInFlight(heap);
        HeapCheck.require(heap, inFlight, ProducerSettings.bufferMemory(kafka));
        var budget = new ByteBudget(inFlight, connections::relieve);
        Gauge.builder("txstream.ingest.in.flight.bytes", budget, ByteBudget::taken)
                .description("Heap taken by webhooks, from the first byte until the producer is done")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        return budget;
    }

    @Bean
    Connections connections(IngestProperties settings, NettyServerProperties server, MeterRegistry registry) {
        Duration headTimeout = Objects.requireNonNullElse(server.getIdleTimeout(), DEFAULT_HEAD_TIMEOUT);
        var connections = new Connections(
                settings.maxConnections(), headTimeout, registry.config().clock());
        Gauge.builder("txstream.ingest.connections", connections, Connections::size)
                .description("Open connections")
                .register(registry);
        return connections;
    }

    /**
     * A body can fail twice, by a reset or because it was too slow, and Reactor logs the second failure with a stack
     * trace. Both are the client's business. The hook applies to the whole JVM and is never removed, since a second
     * context in the JVM would lose it too.
     */
    @Bean
    SmartInitializingSingleton droppedErrors() {
        return () -> Hooks.onErrorDropped(error -> {
            if (error instanceof BodyFailure || AbortedException.isConnectionReset(error)) {
                LOG.atDebug().addKeyValue("error", error::toString).log("a client's request failed twice");
            } else {
                LOG.error("an error was dropped", error);
            }
        });
    }

    @Bean
    Disposable connectionSweep(Connections connections) {
        return connections.sweepOn(Schedulers.parallel());
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connectionsOfTheServer(Connections connections) {
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, address) -> connections.follow(channel)));
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            TransactionLog log, ByteBudget budget, IngestProperties settings, MeterRegistry registry, Clock clock) {
        var webhooks = new WebhookHandler(log, new WebhookMetrics(registry), budget, settings.maxBodyBytes());
        return IngestRoutes.of(webhooks, clock);
    }

    @Bean
    RouteLocator statusQueryRoute(RouteLocatorBuilder builder, IngestProperties settings) {
        return StatusQueryRoute.of(builder, settings.statusUrl(), System::nanoTime);
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
