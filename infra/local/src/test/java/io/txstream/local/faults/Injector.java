package io.txstream.local.faults;

import io.txstream.embedded.process.ProcessFailedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Injects faults step by step, and waits for the recovery after each step. */
final class Injector {

    private final FaultStack stack;
    private final EndToEndProbe probe;
    private final long seed;
    private final List<Injection> injections = new ArrayList<>();

    Injector(FaultStack stack, EndToEndProbe probe, long seed) {
        this.stack = stack;
        this.probe = probe;
        this.seed = seed;
    }

    List<Injection> injections() {
        return List.copyOf(injections);
    }

    /**
     * Injects the faults at the same time, and returns when the system has recovered.
     *
     * @throws NotRecoveredException if it does not recover in time
     */
    void inject(List<Fault> faults) {
        int step = injections.size();
        Instant injectedAt = Instant.now();
        System.out.println(injectedAt + " step " + step + ": " + faults);
        List<CompletableFuture<Instant>> running =
                faults.stream().map(fault -> inThread(fault, step)).toList();
        Instant recoverableAt = Instant.now();
        try {
            recoverableAt = awaitEnd(running);
            probe.sendAndAwait();
            // The probe's transactions take the delay in any case, so it is not part of the recovery.
            Instant recoveredAt = Instant.now().minus(stack.delay());
            injections.add(new Injection(faults, injectedAt, recoverableAt, recoveredAt));
        } catch (NotRecoveredException e) {
            injections.add(new Injection(faults, injectedAt, recoverableAt, Instant.now()));
            throw e;
        }
    }

    /** Waits for all faults to end, and returns the latest time from which the system was able to recover. */
    private static Instant awaitEnd(List<CompletableFuture<Instant>> running) {
        CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                .exceptionally(failure -> null)
                .join();
        try {
            return Collections.max(running.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotRecoveredException failed) {
                throw failed;
            }
            if (e.getCause() instanceof ProcessFailedException failed) {
                throw new NotRecoveredException(String.valueOf(failed.getMessage()), failed);
            }
            throw e;
        }
    }

    private CompletableFuture<Instant> inThread(Fault fault, int step) {
        return CompletableFuture.supplyAsync(
                () -> fault.inject(stack, Randoms.of(seed, step, fault.name().hashCode())),
                Parallel.thread("fault-" + fault));
    }
}
