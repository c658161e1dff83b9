package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether Kafka acknowledges anything while it is asked to. Thread-safe. Cheap, since every webhook passes it twice.
 */
final class KafkaActivity {

    private static final long NOTHING = 0;

    private final Clock clock;

    /** When a record was first sent after the last acknowledgement; {@link #NOTHING} if none was. */
    private final AtomicLong unansweredSince = new AtomicLong(NOTHING);

    private final AtomicInteger trials = new AtomicInteger();

    KafkaActivity(Clock clock) {
        this.clock = clock;
    }

    /** Notes that a record is sent. */
    void asked() {
        if (unansweredSince.get() == NOTHING) {
            unansweredSince.compareAndSet(NOTHING, clock.monotonicTime() | 1); // never NOTHING
        }
    }

    /** Notes that a record was acknowledged. */
    void acknowledged() {
        if (unansweredSince.get() != NOTHING) {
            unansweredSince.set(NOTHING);
            trials.set(0);
        }
    }

    /** Returns whether records were sent, and none was acknowledged for longer than this. */
    boolean unansweredFor(Duration time) {
        long since = unansweredSince.get();
        return since != NOTHING && clock.monotonicTime() - since > time.toNanos();
    }

    /** Forgets what is unanswered, so that senders may try again. */
    void startTrial() {
        trials.incrementAndGet();
        unansweredSince.set(NOTHING);
    }

    /** Returns how many trials have started since the last acknowledgement. */
    int trials() {
        return trials.get();
    }
}
