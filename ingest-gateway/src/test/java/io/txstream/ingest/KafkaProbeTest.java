package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaProbeTest {

    /** The client's thread keeps its timeouts, but can have ended. */
    @Test
    @Timeout(30)
    void doesNotWaitForAClientThatNeverAnswers() {
        var probe = new KafkaProbe(silentClient(), Duration.ofMillis(10));
        assertThat(probe.takesRecords()).isFalse();
    }

    private static Admin silentClient() {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RECEIVED);
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "describeTopics" ->
                        new DescribeTopicsResult(null, Map.of(Topics.RECEIVED, new KafkaFutureImpl<>())) {};
                    case "describeConfigs" -> new DescribeConfigsResult(Map.of(topic, new KafkaFutureImpl<>())) {};
                    default -> null;
                });
    }
}
