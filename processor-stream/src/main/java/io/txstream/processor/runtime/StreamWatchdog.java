package io.txstream.processor.runtime;

import io.txstream.service.FailureExit;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the stream and at the clock every second, on a thread of its own, and ends the process if the stream cannot
 * go on without a restart: it has made no progress for {@link StallDetector#END_AFTER}, or the wall clock has stepped
 * back.
 *
 * <p>After a step back, the timers of the Kafka clients stand still until the wall clock is where it was (Timer.update
 * in kafka-clients). A consumer sends no heartbeats and can block in a poll that cannot be interrupted, so its client
 * cannot be replaced within the process: it holds the lock of the state directory. See infra/decisions/011.
 */
final class StreamWatchdog implements SmartLifecycle {

    /**
     * A step back that delays heartbeats, which are due every 1.5 s, by less than the session timeout of 6 s. See
     * infra/decisions/007.
     */
    static final Duration MAX_STEP_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StreamWatchdog.class);

    private final Runnable look;
    private final StallDetector stalls;
    private final SteadyTime time;
    private final FailureExit exit;

    private @Nullable ScheduledExecutorService executor;
    private long reportedStepMillis;
    private long highestStepMillis;

    /**
     * Creates a watchdog that does not watch yet.
     *
     * @param look has the detector look at the stream; called every second on the watchdog's thread
     */
    StreamWatchdog(Runnable look, StallDetector stalls, SteadyTime time, FailureExit exit) {
        this.look = look;
        this.stalls = stalls;
        this.time = time;
        this.exit = exit;
    }

    /** Looks once. */
    synchronized void check() {
        checkClock(time.wallAheadMillis());
        look.run();
        if (stalls.stalled().compareTo(StallDetector.END_AFTER) >= 0) {
            exit.end(
                    "the stream has work, but has made no progress for "
                            + stalls.stalled().toSeconds() + " s",
                    "start it again, and see the errors before");
        }
    }

    private void checkClock(long stepMillis) {
        highestStepMillis = Math.max(highestStepMillis, stepMillis);
        if (stepMillis < highestStepMillis - MAX_STEP_BACK.toMillis()) {
            exit.end(
                    "the wall clock stepped back by " + (highestStepMillis - stepMillis)
                            + " ms, which stops the Kafka clients",
                    "start it again; NTP should keep the clock");
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
