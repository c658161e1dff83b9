package io.txstream.local.faults;

import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ServiceProcess;
import io.txstream.local.ServiceSpec;
import io.txstream.local.Services;
import io.txstream.local.StackPorts;
import io.txstream.local.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The whole system, and a second processor and status-query that may join and leave. */
final class FaultStack implements AutoCloseable {
    /** What the first status-query calls itself before the database. */
    static final String STATUS_IN_DATABASE = "first-status-query";

    private final Path data;
    private final Duration delay;
    private final Brokers brokers;
    private final PostgresServer postgres;
    private final ServiceProcess gateway;
    private final ServiceProcess processor;
    private final ServiceProcess secondProcessor;
    private final ServiceProcess status;
    private final ServiceProcess secondStatus;

    /** Starts nothing yet. All data and logs go below {@code data}. */
    FaultStack(Path data, Duration delay, Function<Path, Brokers> kind) {
        this.data = data.toAbsolutePath();
        brokers = kind.apply(this.data);
        this.delay = delay;
        Path root = Path.of("../..").toAbsolutePath().normalize();
        var settings = new StackSettings(root, this.data, StackPorts.free(), delay, true);
        Path logs = this.data.resolve("logs");
        postgres = new PostgresServer(PostgresSettings.in(this.data.resolve("postgres"))
                .withPort(settings.ports().postgres())
                .withLog(logs.resolve("postgres.log")));
        var services = new Services(settings);
        gateway = service(services.gateway());
        processor = service(withState(services.processor()));
        secondProcessor = service(withState(services.processor().instance("processor-stream-2", Ports.free())));
        status = service(services.status()
                .with("SPRING_R2DBC_URL", postgres.r2dbcUrl() + "?applicationName=" + STATUS_IN_DATABASE));
        secondStatus = service(services.status().instance("status-query-2", Ports.free()));
    }

    /** Compiled once and quickly, as starts are most of what services do here. */
    private ServiceProcess service(ServiceSpec plain) {
        ServiceSpec spec = plain.with("SPRING_KAFKA_BOOTSTRAP_SERVERS", brokers.bootstrapServers());
        List<String> jvmOptions = Stream.concat(spec.jvmOptions().stream(), Stream.of("-XX:TieredStopAtLevel=1"))
                .toList();
        return new ServiceProcess(
                new ServiceSpec(spec.name(), spec.jar(), spec.port(), jvmOptions, spec.environment(), spec.logs()),
                true);
    }

    /** And takes its share as soon as it joins: by default it would first be given copies, for ten minutes. */
    private ServiceSpec withState(ServiceSpec spec) {
        return spec.with("SPRING_KAFKA_STREAMS_STATE_DIR", stateOf(spec.name()).toString())
                .with("SPRING_KAFKA_STREAMS_PROPERTIES_ACCEPTABLE_RECOVERY_LAG", Long.toString(Long.MAX_VALUE));
    }

    private Path stateOf(String processorName) {
        return data.resolve("state").resolve(processorName);
    }

    /** Returns when all but the second ones are ready. */
    void start() {
        postgres.start();
        brokers.start();
        List<ServiceProcess> services = List.of(gateway, processor, status);
        services.forEach(ServerProcess::launch);
        services.forEach(ServerProcess::awaitReady);
    }

    Duration delay() {
        return delay;
    }

    Brokers brokers() {
        return brokers;
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    PostgresServer postgres() {
        return postgres;
    }

    ServiceProcess gateway() {
        return gateway;
    }

    ServiceProcess processor() {
        return processor;
    }

    ServiceProcess secondProcessor() {
        return secondProcessor;
    }

    ServiceProcess status() {
        return status;
    }

    ServiceProcess secondStatus() {
        return secondStatus;
    }

    /** Every way to look a transaction up at this moment. */
    List<String> lookupUrls() {
        return Stream.of(gateway, status, secondStatus)
                .filter(service -> service != secondStatus || service.isAlive())
                .map(ServiceProcess::url)
                .toList();
    }

    /**
     * Ends the run where a process that nobody told to has ended: whoever runs the real one would have to be called.
     *
     * @throws io.txstream.embedded.process.ProcessFailedException with the end of its log
     */
    void requireAllAlive() {
        Stream.concat(brokers.all().stream(), Stream.of(postgres, gateway, processor, status))
                .filter(server -> !server.isAlive())
                .findFirst()
                .ifPresent(server -> {
                    throw server.process().ended();
                });
    }

    /** The disk with the first processor's stores is gone. It must not run. */
    void loseState() {
        delete(stateOf("processor-stream"));
    }

    /** Deletes all data, and keeps the logs. */
    void deleteData() {
        Stream.of("kafka", "postgres", "state").map(data::resolve).forEach(FaultStack::delete);
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has every JVM write its threads to its log (SIGQUIT), for whoever looks into what it hangs on. */
    void dumpThreads() {
        List<String> command = new ArrayList<>(List.of("kill", "-QUIT"));
        Stream.concat(brokers.all().stream(), Stream.of(gateway, processor, secondProcessor, status, secondStatus))
                .filter(ServerProcess::isAlive)
                .forEach(server ->
                        command.add(Long.toString(server.process().handle().pid())));
        try {
            int unused = new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Stream<ServerProcess> services = Stream.of(gateway, processor, secondProcessor, status, secondStatus, postgres);
        Stream.concat(services, brokers.all().stream())
                .filter(ServerProcess::isAlive)
                .forEach(ServerProcess::kill);
    }
}
