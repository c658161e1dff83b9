package io.txstream.ingest;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gateway in a process of its own, with the heap that {@code infra/run} gives it. */
final class GatewayProcess extends ServerProcess {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);

    private final int port = Ports.free();
    private final Path log;
    private final Map<String, String> environment;

    GatewayProcess(Path directory, String bootstrapServers, Map<String, String> environment) {
        log = directory.resolve("gateway.log");
        this.environment = new HashMap<>(environment);
        this.environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        this.environment.put("SERVER_PORT", Integer.toString(port));
        this.environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");
    }

    int port() {
        return port;
    }

    Path log() {
        return log;
    }

    @Override
    protected ProcessSpec prepare() {
        List<String> options =
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1");
        List<String> command = JavaCommand.ofMainClass(IngestApplication.class.getName(), options, List.of());
        return new ProcessSpec("gateway", command, environment, log, true);
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(START_TIMEOUT, () -> Ports.answers(port));
    }
}
