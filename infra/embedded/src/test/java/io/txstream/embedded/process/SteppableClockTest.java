package io.txstream.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.testsupport.clock.SteppableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every clock of a child JVM is stepped, and only where the test said so. */
class SteppableClockTest {

    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void shiftsEveryClockOfTheNamedProcess() throws IOException {
        var clock = new SteppableClock(directory);
        clock.set("ahead", Duration.ofDays(8));
        clock.set("behind", Duration.ofHours(-2));

        assertShift(clock, "ahead", Duration.ofDays(8));
        assertShift(clock, "behind", Duration.ofHours(-2));
        assertShift(clock, "right", Duration.ZERO);
    }

    private void assertShift(SteppableClock clock, String name, Duration shift) throws IOException {
        Path log = directory.resolve(name + ".log");
        List<String> command = JavaCommand.ofMainClass(
                PrintClocks.class.getName(), List.of(clock.jvmOption()), List.of("" + System.currentTimeMillis()));
        ChildProcess.start(new ProcessSpec(name, command, Map.of(), log, true)).awaitSuccess();
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.matches("-?\\d+"))
                .hasSize(4)
                .allSatisfy(line -> assertThat(Math.abs(Long.parseLong(line) - shift.toMillis()))
                        .isLessThan(TOLERANCE.toMillis()));
    }
}
