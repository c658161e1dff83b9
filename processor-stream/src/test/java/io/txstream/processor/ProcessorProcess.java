package io.txstream.processor;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processor in a process of its own, with the classes of this module. */
final class ProcessorProcess extends ServerProcess {

    static final String NAME = "processor-stream";

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    private final Map<String, String> environment;
    private final List<String> jvmOptions;
    private final Path log;
    private final int port = Ports.free();

    /**
     * Creates a processor that does not run yet.
     *
     * @param settings by environment variable, in addition to addresses and directories
     */
    ProcessorProcess(String brokers, Path directory, Map<String, String> settings, List<String> jvmOptions) {
        this.jvmOptions = jvmOptions;
        this.log = directory.resolve("processor.log");
        this.environment = new HashMap<>(settings);
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", brokers);
        environment.put(
                "SPRING_KAFKA_STREAMS_STATE_DIR", directory.resolve("state").toString());
        environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");
        environment.put("SERVER_PORT", Integer.toString(port));
    }

    boolean isReady() {
        try {
            var readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness")
                    .toURL();
            var connection = (HttpURLConnection) readiness.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns the lines of the log that contain a text. */
    List<String> logged(String text) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains(text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected ProcessSpec prepare() {
        List<String> command = JavaCommand.ofMainClass(ProcessorApplication.class.getName(), jvmOptions, List.of());
        return new ProcessSpec(NAME, command, environment, log, true);
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(READY_TIMEOUT, this::isReady);
    }
}
