package io.txstream.local.faults;

import static io.txstream.local.Service.INGEST_GATEWAY;
import static io.txstream.local.Service.PROCESSOR_STREAM;
import static io.txstream.local.Service.STATUS_QUERY;
import static java.util.Objects.requireNonNull;

import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.LocalStack;
import io.txstream.local.Service;
import io.txstream.local.ServiceProcess;
import io.txstream.local.StackLayout;
import io.txstream.local.StackSettings;
import io.txstream.local.faults.Setup.Tool;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.clock.SteppableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All processes of a fault run. Every instance runs from the start to the end, except while a fault stops it. */
final class FaultStack implements AutoCloseable {

    private final StackSettings settings;
    private final Duration delay;
    private final Setup setup;
    private final LocalStack stack;
    private final Brokers brokers;
    private final @Nullable TcpProxy database;
    private final @Nullable SteppableClock clock;

    /**
     * Creates the processes, and starts none.
     *
     * @param data directory of all data and logs
     * @param delay the processor's
     */
    FaultStack(Path data, Duration delay, Setup setup) {
        this.delay = delay;
        this.setup = setup;
        StackLayout layout = StackLayout.onFreePorts(setup.brokers(), StackLayout.ofEach(setup.instances()));
        database = setup.tools().contains(Tool.DATABASE_PROXY) ? TcpProxy.to("127.0.0.1", layout.postgres()) : null;
        clock = setup.tools().contains(Tool.STEPPABLE_CLOCKS) ? new SteppableClock(data.resolve("clock")) : null;
        settings = withTools(withEnvironment(
                new StackSettings(Path.of("../.."), data, layout, true).withDelay(delay), setup.profile()));
        stack = new LocalStack(settings);
        brokers = new Brokers(stack.kafka());
    }

    private StackSettings withTools(StackSettings plain) {
        // Spring replaces the name in the URL, which differs between the instances.
        StackSettings withProxy = database == null
                ? plain
                : plain.withEnvironment(STATUS_QUERY, "SPRING_R2DBC_URL", databaseUrl(database));
        return clock == null ? withProxy : withProxy.withJvmOption(clock.jvmOption());
    }

    private static String databaseUrl(TcpProxy proxy) {
        return "r2dbc:postgresql://127.0.0.1:%d/%s?applicationName=${PROCESS_NAME}"
                .formatted(proxy.port(), PostgresSettings.DATABASE);
    }

    private static StackSettings withEnvironment(StackSettings settings, Profile profile) {
        var changed = settings;
        for (Map.Entry<String, String> variable : profile.processor().entrySet()) {
            changed = changed.withEnvironment(PROCESSOR_STREAM, variable.getKey(), variable.getValue());
        }
        return changed;
    }

    /** Starts all processes, and returns when they are ready. */
    void start() {
        stack.start();
        setup.profile().applyTo(brokers);
        Parallel.forEach(services().filter(service -> !service.isAlive()).toList(), ServerProcess::start);
    }

    /** Stops all processes in order, and starts them again on their directories. */
    void restart() {
        Parallel.forEach(instances(INGEST_GATEWAY), ServerProcess::stop);
        Parallel.forEach(services().filter(ServerProcess::isAlive).toList(), ServerProcess::stop);
        List<ServerProcess> infrastructure = Stream.concat(stack.kafka().brokers().stream(), Stream.of(postgres()))
                .toList();
        Parallel.forEach(infrastructure, ServerProcess::stop);
        Parallel.forEach(infrastructure, ServerProcess::start);
        Parallel.forEach(services().toList(), ServerProcess::start);
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

    /** Returns the network between status-query and Postgres. */
    TcpProxy databaseNetwork() {
        return requireNonNull(database, "this run was set up without a proxy");
    }

    /**
     * Steps the clock of a running process.
     *
     * @param offset how far it is from the true time; zero makes it right again
     */
    void stepClock(ServerProcess server, Duration offset) {
        requireNonNull(clock, "this run was set up without steppable clocks")
                .set(server.process().name(), offset);
    }

    /** Returns the settings of a Postgres that can take over. */
    PostgresSettings standby() {
        Path directory = settings.data().resolve("standby");
        delete(directory);
        return new PostgresSettings(directory, Ports.free(), settings.logs().resolve("standby.log"), true);
    }

    Tables tables() {
        return new Tables(postgres().jdbcUrl());
    }

    List<ServiceProcess> instances(Service service) {
        return stack.instances(service);
    }

    /** Returns a random instance of a service. */
    ServiceProcess any(Service service, SplittableRandom random) {
        List<ServiceProcess> instances = instances(service);
        return instances.get(random.nextInt(instances.size()));
    }

    /**
     * Returns the processor that receives the most records now. After a restart, one of the two may restore copies of
     * the state for a while, and receives none.
     */
    ServiceProcess activeProcessor() {
        return Processors.mostActive(instances(PROCESSOR_STREAM));
    }

    /** Returns the base URL of each gateway. */
    List<String> gatewayUrls() {
        return instances(INGEST_GATEWAY).stream().map(ServiceProcess::url).toList();
    }

    /** Returns the base URL of each process that answers lookups. */
    List<String> lookupUrls() {
        return Stream.of(INGEST_GATEWAY, STATUS_QUERY)
                .flatMap(service -> instances(service).stream())
                .map(ServiceProcess::url)
                .toList();
    }

    /**
     * Requires that no process has ended without a fault: in production, an operator would have to restart it.
     *
     * @throws io.txstream.embedded.process.ProcessFailedException with the end of its log
     */
    void requireAllAlive() {
        Stream.of(stack.kafka().brokers().stream(), Stream.of(postgres()), services())
                .flatMap(servers -> servers)
                .filter(server -> !server.isAlive())
                .findFirst()
                .ifPresent(server -> {
                    throw server.process().ended();
                });
    }

    /** Deletes the state stores of a processor, which must not run. */
    void loseState(ServiceProcess processor) {
        delete(settings.state(instances(PROCESSOR_STREAM).indexOf(processor)));
    }

    /** Deletes all data, and keeps the logs. */
    void deleteData() {
        Stream.of("kafka", "postgres", "standby").map(settings.data()::resolve).forEach(FaultStack::delete);
        IntStream.range(0, setup.instances()).mapToObj(settings::state).forEach(FaultStack::delete);
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes every JVM print its threads to its log. */
    void dumpThreads() {
        ThreadDumps.of(Stream.concat(stack.kafka().brokers().stream(), services())
                .filter(ServerProcess::isAlive)
                .toList());
    }

    private Stream<ServiceProcess> services() {
        return Stream.of(Service.values()).flatMap(service -> instances(service).stream());
    }

    /** Kills all processes. */
    @Override
    public void close() {
        stack.closeNow();
        if (database != null) {
            database.close();
        }
    }
}
