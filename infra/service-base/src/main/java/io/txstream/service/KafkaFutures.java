package io.txstream.service;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for the answers of Kafka's admin client. */
public final class KafkaFutures {

    private KafkaFutures() {}

    /**
     * Blocks until the broker has answered, or the request has timed out.
     *
     * @throws KafkaException what the request failed with. {@link KafkaProblemAnalyzer} explains it if it ends a start
     */
    public static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
