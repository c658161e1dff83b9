package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Injects faults under load: {@code mvn verify -Pfaults}. System properties change the run:
 *
 * <ul>
 *   <li>{@code faults.profile}: a {@link Profile}, {@code mixed} or {@code tiny-segments}; default mixed
 *   <li>{@code faults.kinds}: comma-separated names of {@link Fault}; default all but those by name
 *   <li>{@code faults.minutes}: time in which steps begin, such as 0.5, or in seconds, such as 30s; default 10
 *   <li>{@code faults.seed}: seed of load and faults, or several such as 1-10, each in a run of its own; default 1
 *   <li>{@code faults.parallel}: how many of these runs take place at the same time; default 1
 *   <li>{@code faults.delay}: the processor's delay in seconds; default 5
 *   <li>{@code faults.rate}: messages per second; default 150
 *   <li>{@code faults.invalid}: percentage of invalid messages; default 1
 *   <li>{@code faults.pairs}: clients that look each webhook up as soon as it is acknowledged; default 2
 *   <li>{@code faults.brokers}: 1 or 3; default 1
 * </ul>
 */
class LongFaultsRun {

    private static final long MILLIS_PER_MINUTE = 60_000;

    @Test
    void guaranteesHoldUnderAllFaults() throws InterruptedException {
        assertThat(IndependentReader.isInstalled())
                .as("kcat and python3 are installed")
                .isTrue();
        List<String> problems = new ArrayList<>();
        ExecutorService runs = Executors.newFixedThreadPool(Integer.getInteger("faults.parallel", 1));
        try {
            List<Future<FaultRun.Result>> results = seeds(System.getProperty("faults.seed", "1"))
                    .mapToObj(seed -> runs.submit(() -> run(seed)))
                    .toList();
            assertThat(results).isNotEmpty();
            for (Future<FaultRun.Result> result : results) {
                problems.addAll(problems(result));
            }
        } finally {
            runs.shutdownNow();
        }
        assertThat(problems).isEmpty();
    }

    private static FaultRun.Result run(long seed) {
        Profile profile = Profile.valueOf(System.getProperty("faults.profile", "mixed")
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
        Setup setup = Setup.of(profile, Integer.getInteger("faults.brokers", 1));
        List<Fault> kinds = kinds(setup);
        var plan = new Plan(
                seed,
                Duration.ofSeconds(Long.getLong("faults.delay", 5)),
                new Traffic(
                        Long.getLong("faults.rate", 150),
                        Integer.getInteger("faults.invalid", 1),
                        Integer.getInteger("faults.pairs", 2)),
                profile.faultFreeTime(),
                setup.with(kinds));
        Duration duration = duration(System.getProperty("faults.minutes", "10"));
        return new FaultRun(plan).run(new Schedule(seed, kinds, duration));
    }

    /** The other runs go on if one cannot be completed. */
    private static List<String> problems(Future<FaultRun.Result> run) throws InterruptedException {
        try {
            FaultRun.Result result = run.get();
            return result.violations().stream()
                    .map(violation ->
                            violation + ", history in " + result.directory().toAbsolutePath())
                    .toList();
        } catch (ExecutionException e) {
            e.printStackTrace(System.out);
            return List.of(e.toString());
        }
    }

    private static LongStream seeds(String text) {
        String[] bounds = text.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(bounds[0]), Long.parseLong(bounds[bounds.length - 1]));
    }

    private static Duration duration(String text) {
        return text.endsWith("s")
                ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                : Duration.ofMillis((long) (Double.parseDouble(text) * MILLIS_PER_MINUTE));
    }

    private static List<Fault> kinds(Setup setup) {
        String names = System.getProperty("faults.kinds");
        return names == null
                ? Fault.possibleWith(setup.brokers())
                : Stream.of(names.split(",")).map(Fault::valueOf).toList();
    }
}
