package io.txstream.local.faults;

import static io.txstream.local.Service.PROCESSOR_STREAM;
import static io.txstream.local.Service.STATUS_QUERY;

import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.LocalStack;
import io.txstream.local.Service;
import io.txstream.local.ServiceProcess;
import io.txstream.local.StackLayout;
import io.txstream.local.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A stack for fault tests, with a second processor and a second status-query that may start later and stop again. */
final class FaultStack implements AutoCloseable {

    /** The application name of the first status-query's database sessions. */
    static final String STATUS_IN_DATABASE = "status-query";

    private static final Map<Service, Integer> INSTANCES =
            Map.of(Service.INGEST_GATEWAY, 1, PROCESSOR_STREAM, 2, STATUS_QUERY, 2);

    private final StackSettings settings;
    private final Duration delay;
    private final LocalStack stack;
    private final Brokers brokers;

    /**
     * Creates the processes, and starts none.
     *
     * @param data directory of all data and logs
     * @param delay the processor's
     * @param brokers 1 or more
     */
    FaultStack(Path data, Duration delay, int brokers) {
        this.delay = delay;
        settings = new StackSettings(Path.of("../.."), data, StackLayout.onFreePorts(brokers, INSTANCES), true)
                .withDelay(delay)
                // Code is compiled once and quickly, since these services start often and run briefly.
                .withJvmOption("-XX:TieredStopAtLevel=1")
                // A processor that joins gets its share at once. By default it would first restore copies for 10
                // minutes.
                .withEnvironment(
                        PROCESSOR_STREAM,
                        "SPRING_KAFKA_STREAMS_PROPERTIES_ACCEPTABLE_RECOVERY_LAG",
                        Long.toString(Long.MAX_VALUE));
        stack = new LocalStack(settings);
        this.brokers = new Brokers(stack.kafka());
    }

    /** Starts all but the second instances, and returns when they are ready. */
    void start() {
        stack.start();
    }

    Duration delay() {
        return delay;
    }

    Brokers brokers() {
        return brokers;
    }

    String bootstrapServers() {
        return stack.kafka().bootstrapServers();
    }

    PostgresServer postgres() {
        return stack.postgres();
    }

    ServiceProcess gateway() {
        return stack.gateway();
    }

    ServiceProcess processor() {
        return stack.processor();
    }

    ServiceProcess secondProcessor() {
        return stack.instances(PROCESSOR_STREAM).get(1);
    }

    ServiceProcess status() {
        return stack.status();
    }

    ServiceProcess secondStatus() {
        return stack.instances(STATUS_QUERY).get(1);
    }

    /** Returns the base URL of each process that answers lookups now. */
    List<String> lookupUrls() {
        return Stream.of(gateway(), status(), secondStatus())
                .filter(service -> service != secondStatus() || service.isAlive())
                .map(ServiceProcess::url)
                .toList();
    }

    /**
     * Requires that no process has ended without a fault: in production, an operator would have to restart it.
     *
     * @throws io.txstream.embedded.process.ProcessFailedException with the end of its log
     */
    void requireAllAlive() {
        Stream.concat(stack.kafka().brokers().stream(), Stream.of(postgres(), gateway(), processor(), status()))
                .filter(server -> !server.isAlive())
                .findFirst()
                .ifPresent(server -> {
                    throw server.process().ended();
                });
    }

    /** Deletes the state stores of the first processor, which must not run. */
    void loseState() {
        delete(settings.state(0));
    }

    /** Deletes all data, and keeps the logs. */
    void deleteData() {
        Stream.of("kafka", "postgres", "state", "state-2")
                .map(settings.data()::resolve)
                .forEach(FaultStack::delete);
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes every JVM print its threads to its log (SIGQUIT), to find out what a stuck process waits for. */
    void dumpThreads() {
        List<String> command = new ArrayList<>(List.of("kill", "-QUIT"));
        Stream<ServiceProcess> services =
                Stream.of(Service.values()).flatMap(service -> stack.instances(service).stream());
        Stream.concat(stack.kafka().brokers().stream(), services)
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

    /** Kills all processes. */
    @Override
    public void close() {
        stack.closeNow();
    }
}
