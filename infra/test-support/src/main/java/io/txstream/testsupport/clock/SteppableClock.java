package io.txstream.testsupport.clock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Steps the clocks of child JVMs while they run, each for itself, as a wrong NTP server or an operator would. Give
 * {@link #jvmOption()} to every JVM concerned. A step takes effect within 50 ms on a machine that is not overloaded. It
 * outlives the process: after a restart, the same process has the same wrong clock. Monotonic time does not jump.
 */
public final class SteppableClock {

    /** The environment variable that gives a child process its name. */
    static final String PROCESS_NAME = "PROCESS_NAME";

    private final Path directory;
    private final Path jar;

    /** @param directory for the agent and the offsets; created if it does not exist */
    public SteppableClock(Path directory) {
        this.directory = directory.toAbsolutePath();
        jar = this.directory.resolve("clock-agent.jar");
        try {
            Files.createDirectories(this.directory);
            AgentJar.write(jar);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + jar, e);
        }
    }

    /** Returns the option with which a JVM reads its offset. */
    public String jvmOption() {
        return "-javaagent:" + jar + "=" + jar;
    }

    /**
     * Sets how far the clock of a process is from the true time. Positive is ahead, negative behind, zero correct.
     *
     * @param process the name of the process, such as {@code kafka-2} or {@code processor-stream}
     */
    public void set(String process, Duration offset) {
        Path file = offsetFile(directory, process);
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), "" + offset.toMillis());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path offsetFile(Path directory, String process) {
        return directory.resolve(process + ".offset");
    }
}
