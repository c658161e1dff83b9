package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.embedded.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The containers of {@code infra/compose/compose.yaml}, in a project of their own. Needs Docker on this machine, and
 * the right to kill its processes, so that the restarts are those of the file and not of a command.
 */
final class ComposeStack implements Deployment, AutoCloseable {

    private static final String FILE = "../compose/compose.yaml";
    private static final String PROJECT = "txstream-faults";
    private static final String LOOPBACK = "127.0.0.1";

    /** Postgres needs the longest of all, after a kill under load. */
    private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(1);

    private final Duration delay;
    private final List<String> compose = composeCommand();
    private final int http = Ports.free();
    private final int kafka = Ports.free();
    private final int postgres = Ports.free();

    /** Starts nothing. */
    ComposeStack(Duration delay) {
        this.delay = delay;
    }

    /** The plugin of Docker, or the program that was there before it. */
    private static List<String> composeCommand() {
        List<String> plugin = List.of("docker", "compose");
        return isSuccessful(Stream.concat(plugin.stream(), Stream.of("version")).toList())
                ? plugin
                : List.of("docker-compose");
    }

    private static boolean isSuccessful(List<String> command) {
        try {
            return run(command, Map.of()).exitCode() == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    /** Builds the images from the sources as they are, since containers start with older images otherwise. */
    void build() {
        compose("build");
    }

    /** Starts the containers. Does not wait until they are ready. */
    void up() {
        compose("up", "-d");
    }

    /** Removes the containers, and keeps the data. */
    void down() {
        compose("down");
    }

    /** Kills the process of a container, and returns when the container has been started again. */
    void kill(String service) {
        String container = container(service);
        String pid = inspect(container, "{{.State.Pid}}");
        require(run(List.of("kill", "-9", pid), Map.of()));
        long endNanos = System.nanoTime() + RESTART_TIMEOUT.toNanos();
        while (!isRestarted(container, pid)) {
            if (System.nanoTime() - endNanos > 0) {
                throw new NotRecoveredException(service + " was not started again");
            }
            Pacing.pause(Duration.ofMillis(100));
        }
    }

    private static boolean isRestarted(String container, String killed) {
        String now = inspect(container, "{{.State.Pid}}");
        return !now.equals(killed) && !now.equals("0");
    }

    @Override
    public Duration delay() {
        return delay;
    }

    @Override
    public String bootstrapServers() {
        return LOOPBACK + ":" + kafka;
    }

    @Override
    public List<String> gatewayUrls() {
        return List.of("http://" + LOOPBACK + ":" + http);
    }

    /** Only through the gateway, since no other service has a port on this machine. */
    @Override
    public List<String> lookupUrls() {
        return gatewayUrls();
    }

    @Override
    public Tables tables() {
        return new Tables("jdbc:postgresql://%s:%d/transactions?user=postgres".formatted(LOOPBACK, postgres));
    }

    @Override
    public void requireAllAlive() {
        String ended = compose("ps", "-a", "-q")
                .lines()
                .map(container -> inspect(container, "{{.Name}} {{.State.Status}} {{.State.ExitCode}}"))
                .filter(state -> state.contains(" exited ") && !state.endsWith(" 0"))
                .findFirst()
                .orElse("");
        if (!ended.isEmpty()) {
            throw new NotRecoveredException("a container has ended: " + ended);
        }
    }

    private String container(String service) {
        return compose("ps", "-q", service).strip();
    }

    private static String inspect(String container, String format) {
        return require(run(List.of("docker", "inspect", "--format", format, container), Map.of()))
                .strip();
    }

    private String compose(String... arguments) {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of("-p", PROJECT, "-f", FILE));
        command.addAll(List.of(arguments));
        return require(run(
                command,
                Map.of(
                        "VOLUME_PREFIX", PROJECT,
                        "HTTP_PORT", Integer.toString(http),
                        "KAFKA_PORT", Integer.toString(kafka),
                        "POSTGRES_PORT", Integer.toString(postgres),
                        "TXSTREAM_PROCESSOR_DELAY", delay.toSeconds() + "s")));
    }

    private record Result(List<String> command, int exitCode, String output) {}

    private static String require(Result result) {
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    String.join(" ", result.command()) + " ended with " + result.exitCode() + ": " + result.output());
        }
        return result.output();
    }

    /** Runs a command. Its errors are those of this JVM. */
    private static Result run(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Result(command, process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Saves what the containers have logged. */
    void saveLogs(Path directory) {
        History.save(
                directory.resolve("containers.log"),
                compose("logs", "--no-color").lines().toList());
    }

    /** Removes the containers and their data. */
    @Override
    public void close() {
        compose("down", "-v");
    }
}
