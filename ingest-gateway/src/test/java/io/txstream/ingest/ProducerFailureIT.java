package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Method;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.util.ReflectionTestUtils;

/** A real producer whose state became fatal. */
@DirtiesContext
class ProducerFailureIT extends GatewayIntegrationTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Autowired
    private CurrentProducer producer;

    @Test
    void aProducerInAFatalStateIsReplaced() throws ReflectiveOperationException {
        await().atMost(TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        var failed = producer.get();
        makeFatal((KafkaProducer<?, ?>) failed);
        assertThat(post(EXAMPLE).statusCode()).isEqualTo(503);
        await().atMost(TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        assertThat(producer.get()).isNotSameAs(failed);
    }

    /** As the client does it when an authentication fails while it asks for a producer id. */
    private static void makeFatal(KafkaProducer<?, ?> producer) throws ReflectiveOperationException {
        Object transactions = requireNonNull(ReflectionTestUtils.getField(producer, "transactionManager"));
        Method transition = transactions.getClass().getDeclaredMethod("transitionToFatalError", RuntimeException.class);
        transition.setAccessible(true);
        transition.invoke(transactions, new ClusterAuthorizationException("Cluster authorization failed."));
    }
}
