package io.txstream.local;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.ProcessFailedException;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ChildProcessFile.Role;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The whole system as processes of this machine: any number of brokers, a database, and any number of instances of each
 * service. {@link #start()} starts the first instances. The caller may start further ones, and kill, suspend or restart
 * any process.
 */
public final class LocalStack implements AutoCloseable {

    private final KafkaCluster kafka;
    private final PostgresServer postgres;
    private final Map<Service, List<ServiceProcess>> services = new EnumMap<>(Service.class);
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private volatile boolean closing;

    /** Creates all processes, and starts none. */
    public LocalStack(StackSettings settings) {
        kafka = new KafkaCluster(settings.kafka(), settings.layout().brokers(), settings.brokers());
        postgres = new PostgresServer(settings.postgres());
        var specs = new Services(settings);
        for (Service service : Service.values()) {
            services.put(
                    service,
                    IntStream.range(0, settings.layout().instances(service))
                            .mapToObj(i -> new ServiceProcess(specs.spec(service, i), settings.diesWithJvm()))
                            .toList());
        }
    }

    public KafkaCluster kafka() {
        return kafka;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    /** Returns all instances of a service. */
    public List<ServiceProcess> instances(Service service) {
        return services.getOrDefault(service, List.of());
    }

    /** Returns the first ingest-gateway. */
    public ServiceProcess gateway() {
        return instances(Service.INGEST_GATEWAY).get(0);
    }

    /** Returns the first processor-stream. */
    public ServiceProcess processor() {
        return instances(Service.PROCESSOR_STREAM).get(0);
    }

    /** Returns the first status-query. */
    public ServiceProcess status() {
        return instances(Service.STATUS_QUERY).get(0);
    }

    /**
     * Starts brokers, database and the first instance of each service, creates the topics, and returns when all are
     * ready.
     *
     * @throws ProcessFailedException as soon as one of them fails; the others run on
     */
    public void start() {
        start(new StackListener() {});
    }

    void start(StackListener listener) {
        long begin = System.nanoTime();
        Stream<Runnable> infrastructure =
                Stream.of(() -> startKafka(listener, begin), () -> startServer(postgres, listener, begin));
        Stream<Runnable> firstInstances = services.values().stream()
                .flatMap(instances -> instances.stream().limit(1))
                .map(service -> () -> {
                    service.unpack();
                    startServer(service, listener, begin);
                });
        CompletableFuture<?>[] starts = Stream.concat(infrastructure, firstInstances)
                .map(LocalStack::inThread)
                .toArray(CompletableFuture<?>[]::new);
        Stream.of(starts)
                .forEach(start -> start.exceptionally(cause -> {
                    failure.completeExceptionally(cause);
                    return null;
                }));
        join(CompletableFuture.anyOf(CompletableFuture.allOf(starts), failure));
    }

    /**
     * Blocks while all started processes run.
     *
     * @throws ProcessFailedException as soon as one of them ends, unless this stack was closed
     */
    void awaitFailure() {
        join(failure);
    }

    /** Whether {@link #close()} was called, so that the end of a process is no failure. */
    boolean isClosing() {
        return closing;
    }

    /**
     * Stops all processes, in a few seconds unless one does not answer; then it is killed after {@link
     * ServerProcess#STOP_TIMEOUT}. The gateways come first, since they accept new work; then the services that process
     * it; then brokers and database, which those depend on. May be called during {@link #start()}.
     */
    @Override
    public void close() {
        closing = true;
        runAll(closing(Service.INGEST_GATEWAY));
        runAll(closing(Service.PROCESSOR_STREAM, Service.STATUS_QUERY));
        runAll(Stream.of(kafka::close, postgres::close));
    }

    /** Kills all processes. */
    public void closeNow() {
        closing = true;
        services.values().forEach(instances -> instances.forEach(ServerProcess::closeNow));
        kafka.closeNow();
        postgres.closeNow();
    }

    private void startKafka(StackListener listener, long begin) {
        kafka.brokers().forEach(broker -> launch(broker, listener));
        kafka.brokers().forEach(ServerProcess::awaitReady);
        kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        kafka.brokers().forEach(broker -> reportReady(broker, listener, begin));
    }

    private void startServer(ServerProcess server, StackListener listener, long begin) {
        launch(server, listener);
        server.awaitReady();
        reportReady(server, listener, begin);
    }

    private void launch(ServerProcess server, StackListener listener) {
        ChildProcess child = server.launch();
        listener.launched(server instanceof ServiceProcess ? Role.SERVICE : Role.INFRASTRUCTURE, child);
        CompletableFuture<?> unused = child.onExit().thenRun(() -> failUnlessClosing(child));
    }

    private void reportReady(ServerProcess server, StackListener listener, long begin) {
        if (!closing) {
            listener.ready(server.process().name(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void failUnlessClosing(ChildProcess ended) {
        if (!closing) {
            failure.completeExceptionally(ended.ended());
        }
    }

    private Stream<Runnable> closing(Service... kinds) {
        return Stream.of(kinds).flatMap(service -> instances(service).stream()).map(instance -> instance::close);
    }

    private static void runAll(Stream<Runnable> tasks) {
        join(CompletableFuture.allOf(tasks.map(LocalStack::inThread).toArray(CompletableFuture<?>[]::new)));
    }

    /** Runs a task in a thread of its own: on two processors the common pool has a single one. */
    private static CompletableFuture<Void> inThread(Runnable task) {
        return CompletableFuture.runAsync(task, command -> {
            var thread = new Thread(command);
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static void join(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
