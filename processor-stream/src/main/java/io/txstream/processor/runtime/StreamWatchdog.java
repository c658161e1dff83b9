package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the stream and at the clock every second, on a thread of its own, and ends the process if the stream cannot
 * go on without a restart: it has made no progress for {@link StreamProgress#END_AFTER}, or the wall clock has stepped
 * back.
 *
 * <p>After a step back, the timers of the Kafka clients stand still until the wall clock is where it was (Timer.update
 * in kafka-clients). A consumer sends no heartbeats and can block in a poll that cannot be interrupted, so its client
 * cannot be replaced within the process: it holds the lock of the state directory. See infra/decisions/011.
 */
public final class StreamWatchdog implements SmartLifecycle {

    /**
     * A step back that delays heartbeats, which are due every 1.5 s, by less than the session timeout of 6 s. See
     * infra/decisions/007.
     */
    static final Duration MAX_STEP_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StreamWatchdog.class);

    private final Supplier<Map<String, Long>> mustMove;
    private final StreamProgress progress;
    private final SteadyTime time;
    private final Runnable onFailure;

    private @Nullable ScheduledExecutorService executor;
    private long reportedStepMillis;
    private long highestStepMillis;
    private boolean failed;

    /**
     * Creates a watchdog that does not watch yet.
     *
     * @param mustMove what must move for the stream to make progress, with its present value
     * @param onFailure called once, on the watchdog's thread, when the process must end; must return at once
     */
    public StreamWatchdog(
            Supplier<Map<String, Long>> mustMove, StreamProgress progress, SteadyTime time, Runnable onFailure) {
        this.mustMove = mustMove;
        this.progress = progress;
        this.time = time;
        this.onFailure = onFailure;
    }

    /** Looks once. */
    synchronized void check() {
        if (failed) {
            return;
        }
        checkClock(time.wallAheadMillis());
        progress.observe(mustMove.get());
        Duration stalled = progress.stalled();
        if (stalled.compareTo(StreamProgress.END_AFTER) >= 0) {
            LOG.atError()
                    .addKeyValue("stalled_ms", stalled.toMillis())
                    .log("the stream has work but makes no progress; ending the process");
            fail();
        }
    }

    private void checkClock(long stepMillis) {
        highestStepMillis = Math.max(highestStepMillis, stepMillis);
        if (stepMillis < highestStepMillis - MAX_STEP_BACK.toMillis()) {
            LOG.atError()
                    .addKeyValue("step_ms", stepMillis)
                    .log("the wall clock stepped back, which stops the Kafka clients; ending the process");
            fail();
        } else if (Math.abs(stepMillis) <= SteadyTime.MAX_DRIFT.toMillis()) {
            time.follow();
            reportedStepMillis = 0;
            highestStepMillis = 0;
        } else if (Math.abs(stepMillis - reportedStepMillis) > SteadyTime.MAX_DRIFT.toMillis()) {
            LOG.atWarn()
                    .addKeyValue("step_ms", stepMillis)
                    .log("the wall clock stepped; transactions are released by the time before the step, until records"
                            + " of the broker confirm the new one");
            reportedStepMillis = stepMillis;
        }
    }

    /** An exception would end the schedule without a trace. */
    private void checkSafely() {
        try {
            check();
        } catch (RuntimeException e) {
            LOG.error("the watchdog cannot look at the stream", e);
        }
    }

    private void fail() {
        failed = true;
        onFailure.run();
    }

    @Override
    public synchronized void start() {
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "stream-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = executor.scheduleWithFixedDelay(this::checkSafely, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
