package io.txstream.status.projection;

import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Never skips a batch: no record can make the fold throw, so the database has failed, and a retry can succeed. Ends the
 * process when a consumer has stopped although the service runs. Its partitions would be projected by no instance.
 */
final class ProjectionErrorHandler extends DefaultErrorHandler {

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final ProjectionFailures failures;

    ProjectionErrorHandler(ProjectionFailures failures) {
        super(new FixedBackOff(RETRY_INTERVAL.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        this.failures = failures;
        setClassifications(Map.of(), true);
        setAckAfterHandle(false);
    }

    /**
     * Handles failures of the consumer itself. Most pass, such as a commit that the broker does not confirm. Ends the
     * process for one that only a new start can put right.
     */
    @Override
    public void handleOtherException(
            Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        if (thrown instanceof StartupProblemException problem) {
            failures.end(String.valueOf(problem.getMessage()), problem.remedy());
            return;
        }
        failures.report("the consumer failed; it polls again", thrown);
        try {
            ListenerUtils.stoppableSleep(container, RETRY_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventListener
    void onStopped(ConsumerStoppedEvent event) {
        if (event.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
            failures.end(
                    "a consumer of the projection has stopped (" + event.getReason() + ")",
                    "see the error before this line; a restart continues from the stored offsets");
        }
    }
}
