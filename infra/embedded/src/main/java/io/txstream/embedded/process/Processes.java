package io.txstream.embedded.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Operations on several processes. */
public final class Processes {

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private Processes() {}

    /** Kills processes (SIGKILL), and returns when all have ended. */
    public static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .orTimeout(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
