package io.txstream.local.faults;

import static io.txstream.local.Service.INGEST_GATEWAY;
import static io.txstream.local.Service.PROCESSOR_STREAM;
import static io.txstream.local.Service.STATUS_QUERY;

import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.LocalStack;
import io.txstream.local.Service;
import io.txstream.local.ServiceProcess;
import io.txstream.local.StackSettings;
import io.txstream.testsupport.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All processes of a fault run. Every instance runs from the start to the end, except while a fault stops it. */
final class FaultStack implements Deployment, AutoCloseable {

    private final StackSettings settings;
    private final Duration delay;
    private final Setup setup;
    private final History history;
    private final LocalStack stack;
    private final Brokers brokers;
    private final RunPorts ports = RunPorts.take();
    private final Toolbox tools;

    /**
     * Creates the processes, and starts none.
     *
     * @param data directory of all data and logs
     * @param delay the processor's
     * @param history for what the faults themselves send and look up
     */
    FaultStack(Path data, Duration delay, Setup setup, History history) {
        this.delay = delay;
        this.setup = setup;
        this.history = history;
        var plain = new StackSettings(Path.of("../.."), data, ports.layout(setup.brokers(), setup.instances()), true);
        StackSettings configured = withEnvironment(plain.withDelay(delay), setup.profile());
        tools = new Toolbox(setup.tools(), configured, ports::next);
        settings = tools.settings();
        stack = new LocalStack(settings);
        brokers = new Brokers(stack.kafka());
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
        startEnded();
    }

    /** Stops all processes in order, empties the tables, and starts all again on their directories. */
    void restartWithoutTables() {
        Parallel.forEach(instances(INGEST_GATEWAY), ServerProcess::stop);
        Parallel.forEach(services().filter(ServerProcess::isAlive).toList(), ServerProcess::stop);
        tables().truncate();
        List<ServerProcess> infrastructure = Stream.concat(stack.kafka().brokers().stream(), Stream.of(postgres()))
                .toList();
        Parallel.forEach(infrastructure, ServerProcess::stop);
        Parallel.forEach(infrastructure, ServerProcess::start);
        Parallel.forEach(services().toList(), ServerProcess::start);
    }

    @Override
    public Duration delay() {
        return delay;
    }

    History history() {
        return history;
    }

    Brokers brokers() {
        return brokers;
    }

    @Override
    public String bootstrapServers() {
        return stack.kafka().bootstrapServers();
    }

    PostgresServer postgres() {
        return stack.postgres();
    }

    /** Returns the network between status-query and Postgres. */
    TcpProxy databaseNetwork() {
        return tools.databaseNetwork();
    }

    /** Returns the network between a broker and the services and other brokers. */
    TcpProxy networkOf(KafkaServer broker) {
        int index = brokers.all().indexOf(broker);
        return tools.brokerNetwork(settings.layout().kafka() + KafkaSettings.PORTS * index);
    }

    /**
     * Steps the clock of a running process.
     *
     * @param offset how far it is from the true time; zero makes it right again
     */
    void stepClock(ServerProcess server, Duration offset) {
        tools.clock().set(server.process().name(), offset);
    }

    /** Returns the settings of a Postgres that can take over. */
    PostgresSettings standby() {
        Path directory = settings.data().resolve("standby");
        delete(directory);
        return new PostgresSettings(directory, ports.next(), settings.logs().resolve("standby.log"), true);
    }

    @Override
    public Tables tables() {
        return new Tables(postgres().jdbcUrl());
    }

    /** Returns the first processor with one more environment variable, not started. The one without must not run. */
    ServiceProcess processorWith(String variable, String value) {
        return new LocalStack(settings.withEnvironment(PROCESSOR_STREAM, variable, value)).processor();
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

    @Override
    public List<String> gatewayUrls() {
        return instances(INGEST_GATEWAY).stream().map(ServiceProcess::url).toList();
    }

    @Override
    public List<String> lookupUrls() {
        return Stream.of(INGEST_GATEWAY, STATUS_QUERY)
                .flatMap(service -> instances(service).stream())
                .map(ServiceProcess::url)
                .toList();
    }

    @Override
    public void requireAllAlive() {
        servers().filter(server -> !server.isAlive()).findFirst().ifPresent(server -> {
            throw server.process().ended();
        });
    }

    /** Starts every process that has ended, as a supervisor does. */
    void startEnded() {
        Parallel.forEach(servers().filter(server -> !server.isAlive()).toList(), ServerProcess::start);
    }

    private Stream<ServerProcess> servers() {
        return Stream.of(stack.kafka().brokers().stream(), Stream.of(postgres()), services())
                .flatMap(servers -> servers);
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
        tools.close();
        ports.close();
    }
}
