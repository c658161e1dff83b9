package io.txstream.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.util.internal.PlatformDependent;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** Wires what bounds the HTTP server: its bytes, its connections, and their time. */
@Configuration(proxyBeanMethods = false)
class ServerWiring {

    /** Of memory outside the heap, which a connection can hold with one byte in it. Netty's default is 64 KB. */
    private static final int MAX_READ_BYTES = 16 << 10;

    /** Reports a heap that is too small before the wait for the broker. */
    @Bean
    static BeanFactoryPostProcessor budgetBeforeTopics() {
        return beans -> {
            for (String topics : beans.getBeanNamesForType(TopicLayout.class, false, false)) {
                BeanDefinition definition = beans.getBeanDefinition(topics);
                definition.setDependsOn(StringUtils.addStringToArray(definition.getDependsOn(), "byteBudget"));
            }
        };
    }

    @Bean
    ByteBudget byteBudget(
            IngestProperties settings,
            ServerProperties server,
            NettyServerProperties netty,
            KafkaProperties kafka,
            Connections connections,
            MeterRegistry registry) {
        long heap = Runtime.getRuntime().maxMemory();
        long inFlight = settings.bytesInFlight(heap);
        long perConnection =
                HeapCheck.connectionBytes(server.getMaxHttpRequestHeaderSize(), netty.getMaxInitialLineLength());
        HeapCheck.require(
                heap, inFlight, ProducerSettings.bufferMemory(kafka), settings.maxConnections() * perConnection);
        HeapCheck.requireDirect(PlatformDependent.maxDirectMemory(), settings.maxConnections());
        var budget = new ByteBudget(inFlight, connections::relieve);
        Gauge.builder("txstream.ingest.in.flight.bytes", budget, ByteBudget::taken)
                .description("Heap taken by requests, from the first byte until the producer is done")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        return budget;
    }

    @Bean
    Connections connections(
            IngestProperties settings,
            ServerProperties server,
            NettyServerProperties netty,
            Environment environment,
            MeterRegistry registry) {
        Duration headTimeout = ServerCheck.require(server, netty, environment);
        var connections = new Connections(
                settings.maxConnections(), headTimeout, registry.config().clock());
        Gauge.builder("txstream.ingest.connections", connections, Connections::size)
                .description("Open connections")
                .register(registry);
        return connections;
    }

    @Bean
    Disposable connectionSweep(Connections connections) {
        return connections.sweepOn(Schedulers.parallel());
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> boundedServer(
            Connections connections, ByteBudget budget, MeterRegistry registry) {
        return factory -> factory.addServerCustomizers(server -> server.childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 2 << 10, MAX_READ_BYTES))
                .childObserve(RequestQueue::observe)
                .doOnChannelInit(new BoundedPipeline(
                        connections, budget, server.configuration().decoder(), registry)));
    }
}
