package io.txstream.status.ends;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.service.TopicLayout;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the reads of the ends of the received topic. */
@Configuration(proxyBeanMethods = false)
class EndsConfiguration {

    private static final String CLIENT = "received-ends";

    @Bean(initMethod = "start")
    ReplicaEnds replicaEnds(Admin admin, KafkaProperties kafka, TopicLayout topics, MeterRegistry registry) {
        var ends = new ReplicaEnds(
                admin,
                network(kafka.buildAdminProperties()),
                topics.id(Topics.RECEIVED),
                Time.SYSTEM,
                System::nanoTime);
        FunctionCounter.builder("txstream.lookup.end.requests", ends, ReplicaEnds::requests)
                .description("Requests to brokers for the ends of the received topic")
                .register(registry);
        return ends;
    }

    /** Returns a client with the security settings of the admin client, and shorter times. */
    private static NetworkClient network(Map<String, Object> settings) {
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000L);
        settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 1_000L);
        return ClientUtils.createNetworkClient(
                new AdminClientConfig(settings),
                CLIENT,
                new Metrics(),
                CLIENT,
                new LogContext("[" + CLIENT + "] "),
                new ApiVersions(),
                Time.SYSTEM,
                1,
                Math.toIntExact(ReplicaClient.REQUEST_TIMEOUT.toMillis()),
                null,
                new ManualMetadataUpdater(),
                new DefaultHostResolver(),
                null,
                null);
    }
}
