package io.txstream.local.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets faults strike one step after the other, and the system recover between them. */
final class Injector {
    private final FaultStack stack;
    private final Canary canary;
    private final long seed;
    private final List<Injection> injections = new ArrayList<>();

    Injector(FaultStack stack, History history, long seed) {
        this.stack = stack;
        this.canary = new Canary(stack, history);
        this.seed = seed;
    }

    List<Injection> injections() {
        return List.copyOf(injections);
    }

    /** Returns when the system works again. */
    void inject(List<Fault> faults) {
        int step = injections.size();
        Instant struckAt = Instant.now();
        System.out.println(struckAt + " step " + step + ": " + faults);
        List<CompletableFuture<Instant>> strikes =
                faults.stream().map(fault -> inThread(fault, step)).toList();
        Instant mendableAt = strikes.stream()
                .map(CompletableFuture::join)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant calmAt = canary.fly();
        injections.add(new Injection(faults, struckAt, mendableAt, calmAt));
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
