package io.txstream.service;

import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process with exit code 1 after a failure that no retry can repair, so that its supervisor can restart it.
 * Any thread may run it.
 */
public final class FailureExit implements Runnable {

    /**
     * How long the application may take to close. Kafka clients measure time with the wall clock, and can block until
     * it is where it was before a step back.
     */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(25);

    private final ConfigurableApplicationContext context;

    public FailureExit(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Closes the application and ends the process, on a thread of its own. The thread that reports the failure can
     * belong to a part of the application that ends only after that thread has returned. Ends the process without
     * closing the rest if that takes longer than 25 s.
     */
    @Override
    public void run() {
        new Thread(() -> System.exit(SpringApplication.exit(context, () -> 1)), "failure-exit").start();
        var halt = new Thread(FailureExit::haltAfterTimeout, "failure-halt");
        halt.setDaemon(true);
        halt.start();
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
