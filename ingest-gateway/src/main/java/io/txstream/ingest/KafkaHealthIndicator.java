package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports OUT_OF_SERVICE when Kafka has acknowledged nothing for a while although it was asked to, so that a balancer
 * prefers other instances. Part of the health group {@code webhooks}, and not of readiness: without Kafka, an instance
 * still answers lookups (decision 014).
 *
 * <p>Without traffic no acknowledgement can end that. So each health check asks Kafka whether it can take a record,
 * without writing one. If it can, the instance is UP again, and the next senders try. If their records are not
 * acknowledged either, it is OUT_OF_SERVICE again, and the next trial comes later.
 *
 * <p>Called on threads that may block.
 */
final class KafkaHealthIndicator extends AbstractHealthIndicator {

    private static final int TRIAL_SPACING = 3;
    private static final int MOST_SPACED_TRIAL = 6;

    private final KafkaActivity activity;
    private final BooleanSupplier takesRecords;
    private final Duration timeout;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private long lastTrialNanos;

    /**
     * @param takesRecords asks Kafka whether it can take a record; blocks for about a second
     * @param timeout how long Kafka may acknowledge nothing
     */
    KafkaHealthIndicator(KafkaActivity activity, BooleanSupplier takesRecords, Duration timeout, Clock clock) {
        this.activity = activity;
        this.takesRecords = takesRecords;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean serves = !activity.unansweredFor(timeout) || triesAgain();
        if (serves) {
            health.up();
        } else {
            health.outOfService().withDetail("reason", "no acknowledgement for " + timeout.toMillis() + " ms");
        }
    }

    /** Returns false at once while another check asks Kafka, so that checks do not pile up behind a hanging broker. */
    private boolean triesAgain() {
        if (!asking.tryLock()) {
            return false;
        }
        try {
            if (!isTrialDue() || !takesRecords.getAsBoolean()) {
                return false;
            }
            lastTrialNanos = clock.monotonicTime();
            activity.startTrial();
            return true;
        } finally {
            asking.unlock();
        }
    }

    /** The first trial is always due. Each further one waits longer: 3, 6, 9 timeouts, up to 18. */
    private boolean isTrialDue() {
        long pause = timeout.toNanos() * TRIAL_SPACING * Math.min(activity.trials(), MOST_SPACED_TRIAL);
        return activity.trials() == 0 || clock.monotonicTime() - lastTrialNanos >= pause;
    }
}
