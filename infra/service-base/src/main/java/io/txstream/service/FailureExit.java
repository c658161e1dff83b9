package io.txstream.service;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process with exit code 1 after a failure that no retry can repair, so that its supervisor can restart it.
 * Any thread may run it.
 */
public final class FailureExit implements Runnable {

    private final ConfigurableApplicationContext context;

    public FailureExit(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Closes the application and ends the process, on a thread of its own. The thread that reports the failure can
     * belong to a part of the application that ends only after that thread has returned.
     */
    @Override
    public void run() {
        new Thread(() -> System.exit(SpringApplication.exit(context, () -> 1)), "failure-exit").start();
    }
}
