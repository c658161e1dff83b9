package io.txstream.processor.runtime;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process with exit code 1 after the stream has failed, so that its supervisor can restart it. A processor
 * that stayed up without its stream would process nothing.
 */
public final class FailureExit implements Runnable {

    private final ConfigurableApplicationContext context;

    public FailureExit(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Closes the application and ends the process, on a thread of its own. The thread that reports the failure belongs
     * to Kafka Streams, and closing the stream waits for that thread to end.
     */
    @Override
    public void run() {
        new Thread(() -> System.exit(SpringApplication.exit(context, () -> 1)), "failure-exit").start();
    }
}
