package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code independent_reader.py}, which reads the topics with kcat and shares no code with the system: it confirms
 * home partitions, and that each transaction has one processed event with exactly the expected bytes. Without kcat or
 * Python 3 it is skipped, and says so; {@link LongFaultsRun} requires both.
 */
final class IndependentReader {

    private static final Path SCRIPT = Path.of("src/test/python/independent_reader.py");

    private final String summary;
    private final List<Violation> violations;

    private IndependentReader(String summary, List<Violation> violations) {
        this.summary = summary;
        this.violations = List.copyOf(violations);
    }

    /** Reads all topics. No transaction may be open on them. */
    static IndependentReader read(String bootstrapServers, Evidence.Timing timing) {
        if (!isInstalled()) {
            return new IndependentReader("skipped, since kcat or python3 is not installed", List.of());
        }
        String delay = Long.toString(timing.delay().toMillis());
        String window = Long.toString(timing.window().toMillis());
        try {
            Process process = start(List.of("python3", "-B", SCRIPT.toString(), bootstrapServers, delay, window));
            List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            return of(lines, process.waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static IndependentReader of(List<String> lines, int exitCode) {
        String last = lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
        List<Violation> violations = new ArrayList<>();
        lines.stream().limit(Math.max(0, lines.size() - 1)).forEach(line -> violations.add(violation(line)));
        if (exitCode != 0 && violations.isEmpty()) {
            violations.add(violation("ended with exit code " + exitCode + ": " + last));
        }
        return new IndependentReader(last, violations);
    }

    private static Violation violation(String description) {
        return new Violation("IndependentReader", Instant.EPOCH, description);
    }

    /** Returns what was read, or why nothing was. */
    String summary() {
        return summary;
    }

    List<Violation> violations() {
        return violations;
    }

    /** Returns whether it can run on this machine. */
    static boolean isInstalled() {
        return isInstalled("kcat", "-V") && isInstalled("python3", "--version");
    }

    /** Returns whether a program runs; its arguments must make it end at once. */
    static boolean isInstalled(String... command) {
        try {
            Process process = start(List.of(command));
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
