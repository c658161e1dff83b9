package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer in use. A producer in a fatal state fails every later record, and cannot leave that state (KIP-360; the
 * client's {@code TransactionManager}), so another replaces it. If the network thread has ended, records stay
 * incomplete forever, and the process ends.
 *
 * <p>Thread-safe; never blocks but in {@link #close()}.
 */
final class CurrentProducer implements AutoCloseable {

    /** A producer, and whether its network thread runs. */
    record Running(Producer<byte[], byte[]> producer, BooleanSupplier networkThreadRuns) {}

    private static final Logger LOG = LoggerFactory.getLogger(CurrentProducer.class);

    private static final long REPLACEMENT_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final Supplier<Running> factory;
    private final Executor executor;
    private final Runnable endProcess;
    private final Clock clock;
    private final AtomicBoolean replacing = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile Running running;
    private volatile long startedNanos;

    /**
     * Creates the first producer.
     *
     * @param factory creates and starts producers
     * @param executor runs replacements, which can block for a while
     * @param endProcess ends this process with an error, without blocking
     */
    CurrentProducer(Supplier<Running> factory, Executor executor, Runnable endProcess, Clock clock) {
        this.factory = factory;
        this.executor = executor;
        this.endProcess = endProcess;
        this.clock = clock;
        running = factory.get();
        startedNanos = clock.monotonicTime() - REPLACEMENT_INTERVAL_NANOS;
    }

    Producer<byte[], byte[]> get() {
        return running.producer();
    }

    /**
     * Replaces the producer after a failure that can mean a fatal state, at most every 5 s. Its open records fail.
     *
     * @param producer the one that failed
     */
    void failed(Producer<byte[], byte[]> producer, Exception e) {
        checkNetworkThread();
        boolean due = clock.monotonicTime() - startedNanos >= REPLACEMENT_INTERVAL_NANOS;
        if (canBeFatal(e) && due && producer.equals(get()) && replacing.compareAndSet(false, true)) {
            executor.execute(() -> replace(e));
        }
    }

    /**
     * Whether an error may belong to the state of the producer. The client has no way to ask for that state, and gives
     * the error that caused it to every later record. A replacement after another error does no harm.
     */
    private static boolean canBeFatal(Exception e) {
        boolean passes = e instanceof RetriableException || e instanceof OutOfOrderSequenceException;
        boolean isAboutTheTopicOrTheRecord = e instanceof TopicAuthorizationException
                || e instanceof InvalidRecordException
                || e instanceof RecordTooLargeException;
        return !passes && !isAboutTheTopicOrTheRecord;
    }

    private void replace(Exception cause) {
        try {
            LOG.atWarn().addKeyValue("error", cause.toString()).log("the producer failed and is replaced");
            Producer<byte[], byte[]> old = get();
            running = new Running(old, () -> true); // its network thread ends now, as intended
            old.close(Duration.ZERO);
            running = factory.get();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("no new producer could be created; trying again later");
        } finally {
            startedNanos = clock.monotonicTime();
            replacing.set(false);
        }
    }

    /** Ends the process if the network thread has ended, which only an {@code Error} causes. */
    void checkNetworkThread() {
        if (!replacing.get() && !running.networkThreadRuns().getAsBoolean() && ending.compareAndSet(false, true)) {
            endProcess.run();
        }
    }

    @Override
    public void close() {
        ending.set(true);
        running.producer().close();
    }
}
