package io.txstream.local.faults;

import io.txstream.embedded.process.ProcessFailedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Lets faults strike one step after the other, and the system recover between them. */
final class Injector {
    private final FaultStack stack;
    private final EndToEndProbe canary;
    private final long seed;
    private final List<Injection> injections = new ArrayList<>();

    Injector(FaultStack stack, History history, long seed) {
        this.stack = stack;
        this.canary = new EndToEndProbe(stack, history);
        this.seed = seed;
    }

    List<Injection> injections() {
        return List.copyOf(injections);
    }

    /**
     * Returns when the system works again.
     *
     * @throws NotRecoveredException if it does not
     */
    void inject(List<Fault> faults) {
        int step = injections.size();
        Instant struckAt = Instant.now();
        System.out.println(struckAt + " step " + step + ": " + faults);
        List<CompletableFuture<Instant>> strikes =
                faults.stream().map(fault -> inThread(fault, step)).toList();
        Instant mendableAt = Instant.now();
        try {
            mendableAt = ended(strikes);
            canary.fly();
            injections.add(
                    new Injection(faults, struckAt, mendableAt, Instant.now().minus(stack.delay())));
        } catch (NotRecoveredException e) {
            injections.add(new Injection(faults, struckAt, mendableAt, Instant.now()));
            throw e;
        }
    }

    /** Returns when all strikes have ended, since when the system has had all it needs to recover from them. */
    private static Instant ended(List<CompletableFuture<Instant>> strikes) {
        CompletableFuture.allOf(strikes.toArray(CompletableFuture<?>[]::new))
                .exceptionally(failure -> null)
                .join();
        try {
            return Collections.max(strikes.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProcessFailedException failed) {
                throw new NotRecoveredException(String.valueOf(failed.getMessage()), failed);
            }
            throw e;
        }
    }

    private CompletableFuture<Instant> inThread(Fault fault, int step) {
        return CompletableFuture.supplyAsync(
                () -> fault.strike(stack, Randoms.of(seed, step, fault.name().hashCode())), command -> {
                    Thread thread = new Thread(command, "strike-" + fault);
                    thread.setDaemon(true);
                    thread.start();
                });
    }
}
