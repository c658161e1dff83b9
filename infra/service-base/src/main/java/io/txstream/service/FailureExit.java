package io.txstream.service;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process with exit code 1 after a failure that no retry can repair, so that its supervisor can restart it.
 * Its last line has the form of a refused start. Any thread may use it.
 */
public final class FailureExit {

    /**
     * How long the application may take to close. Kafka clients measure time with the wall clock, and can block until
     * it is where it was before a step back.
     */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(29);

    private static final Logger LOG = LoggerFactory.getLogger(FailureExit.class);

    private final Runnable exit;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Ends the process by closing the application, on a thread of its own. The thread that reports the failure can
     * belong to a part of the application that ends only after that thread has returned. Ends the process without
     * closing the rest if that takes longer than 29 s.
     */
    public FailureExit(ConfigurableApplicationContext context) {
        this(() -> closeAndExit(context));
    }

    /**
     * For tests.
     *
     * @param exit called at most once; must return at once
     */
    public FailureExit(Runnable exit) {
        this.exit = exit;
    }

    /**
     * Logs why the process ends, in one line, and ends it. Returns at once. Only the first call has an effect.
     *
     * @param problem what is wrong, without capital and full stop
     * @param remedy what to do, without capital and full stop
     */
    public void end(String problem, String remedy) {
        if (ended.compareAndSet(false, true)) {
            LOG.error(StartupFailureReporter.line("Cannot continue", problem, remedy));
            exit.run();
        }
    }

    private static void closeAndExit(ConfigurableApplicationContext context) {
        nonDaemon(() -> System.exit(SpringApplication.exit(context, () -> 1)), "failure-exit")
                .start();
        var halt = new Thread(FailureExit::haltAfterTimeout, "failure-halt");
        halt.setDaemon(true);
        halt.start();
    }

    /** A thread is a daemon if its creator is one. The JVM would then end with code 0 once the server has closed. */
    static Thread nonDaemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(false);
        return thread;
    }

    private static void haltAfterTimeout() {
        try {
            Thread.sleep(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
