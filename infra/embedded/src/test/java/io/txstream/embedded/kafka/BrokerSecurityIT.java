package io.txstream.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEmbeddedServers("tests the embedded servers themselves")
class BrokerSecurityIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static KafkaServer kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaServer.started(KafkaSettings.in(directory).withUsers(List.of("reader", "other")));
        kafka.createTopics(1);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void refusesAWrongPassword() {
        assertThatThrownBy(() -> describe(BrokerSecurity.client("reader", "wrong")))
                .isInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void refusesWhatNoAclAllows() {
        assertThatThrownBy(() -> describe(BrokerSecurity.client("other")))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void allowsWhatAnAclAllows() {
        kafka.allow(List.of(BrokerSecurity.allow(
                "reader", ResourceType.TOPIC, "transactions.", PatternType.PREFIXED, AclOperation.DESCRIBE)));

        await().atMost(TIMEOUT)
                .ignoreException(TopicAuthorizationException.class)
                .until(() -> {
                    describe(BrokerSecurity.client("reader"));
                    return true;
                });
    }

    private static void describe(Map<String, String> client) throws Exception {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        try (var admin = Admin.create(settings)) {
            admin.describeTopics(List.of(Topics.RECEIVED)).allTopicNames().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
