package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FailureExitTest {

    /** The exit code was 0 when a daemon thread reported the failure, and the server was the last to close. */
    @Test
    void aDaemonThreadDoesNotEndTheProcessBeforeItsExitCodeIsSet() throws InterruptedException {
        var created = new AtomicReference<Thread>();
        var daemon = new Thread(() -> created.set(FailureExit.nonDaemon(() -> {}, "exit")));
        daemon.setDaemon(true);
        daemon.start();
        daemon.join();
        assertThat(created.get()).isNotNull().matches(thread -> !thread.isDaemon());
    }

    @Test
    void endsTheProcessOnce() {
        var exits = new AtomicInteger();
        var exit = new FailureExit(exits::incrementAndGet);
        exit.end("the first problem", "do this");
        exit.end("another one", "do that");
        assertThat(exits).hasValue(1);
    }
}
