package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Injects faults under load: {@code mvn verify -Pfaults}. System properties change the run:
 *
 * <ul>
 *   <li>{@code faults.profile}: a {@link Profile}, {@code mixed} or {@code tiny-segments}; default mixed
 *   <li>{@code faults.kinds}: comma-separated names of {@link Fault}; default all that take less than a few minutes
 *   <li>{@code faults.minutes}: time in which steps begin, such as 0.5, or in seconds, such as 30s; default 10
 *   <li>{@code faults.seed}: seed of load and faults; default 1
 *   <li>{@code faults.delay}: the processor's delay in seconds; default 5
 *   <li>{@code faults.rate}: messages per second; default 150
 *   <li>{@code faults.invalid}: percentage of invalid messages; default 1
 *   <li>{@code faults.brokers}: 1 or 3; default 1
 * </ul>
 */
class LongFaultsRun {

    private static final long MILLIS_PER_MINUTE = 60_000;

    @Test
    void guaranteesHoldUnderAllFaults() {
        Profile profile = Profile.valueOf(System.getProperty("faults.profile", "mixed")
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
        Setup setup = Setup.of(profile, Integer.getInteger("faults.brokers", 1));
        List<Fault> kinds = kinds(setup);
        var plan = new Plan(
                Long.getLong("faults.seed", 1),
                Duration.ofSeconds(Long.getLong("faults.delay", 5)),
                Long.getLong("faults.rate", 150),
                Integer.getInteger("faults.invalid", 1),
                profile.faultFreeTime(),
                setup.with(kinds));
        Duration duration = duration(System.getProperty("faults.minutes", "10"));
        FaultRun.Result result = new FaultRun(plan).run(new Schedule(plan.seed(), kinds, duration));
        assertThat(result.violations())
                .as("seed %d, history in %s", plan.seed(), result.directory().toAbsolutePath())
                .isEmpty();
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
