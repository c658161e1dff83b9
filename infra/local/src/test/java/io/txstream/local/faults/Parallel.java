package io.txstream.local.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Does the same with several processes at the same time, each in a thread of its own. */
final class Parallel {

    private Parallel() {}

    /** Returns when all actions have ended; then throws what the first failed one threw. */
    static <T> void forEach(List<? extends T> all, Consumer<T> action) {
        try {
            CompletableFuture.allOf(all.stream()
                            .map(each -> CompletableFuture.runAsync(() -> action.accept(each), thread("parallel")))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Returns an executor that runs each task in a new daemon thread of that name. */
    static Executor thread(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        };
    }
}
