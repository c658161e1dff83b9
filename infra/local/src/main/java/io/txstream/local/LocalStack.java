package io.txstream.local;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.ProcessFailedException;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ChildProcessFile.Role;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The whole system as processes of this machine. {@link #start()} brings all of it up at once; a test may also drive
 * each part by itself: kill it, freeze it, start it again, or start further instances beside it.
 */
public final class LocalStack implements AutoCloseable {
    private final KafkaServer kafka;
    private final PostgresServer postgres;
    private final ServiceProcess gateway;
    private final ServiceProcess processor;
    private final ServiceProcess status;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private volatile boolean closing;

    public LocalStack(StackSettings settings) {
        Infrastructure infrastructure = new Infrastructure(settings);
        Services services = new Services(settings);
        kafka = infrastructure.kafka();
        postgres = infrastructure.postgres();
        gateway = new ServiceProcess(services.gateway(), settings.diesWithJvm());
        processor = new ServiceProcess(services.processor(), settings.diesWithJvm());
        status = new ServiceProcess(services.status(), settings.diesWithJvm());
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public ServiceProcess gateway() {
        return gateway;
    }

    public ServiceProcess processor() {
        return processor;
    }

    public ServiceProcess status() {
        return status;
    }

    /**
     * Starts every part, creates the topics, and returns when all are ready.
     *
     * @throws ProcessFailedException as soon as one of them ends, or one is not ready in time; the others run on
     */
    public void start() {
        start(StackListener.none());
    }

    void start(StackListener listener) {
        long begin = System.nanoTime();
        CompletableFuture<?>[] starts = Stream.of(kafka, postgres, gateway, processor, status)
                .map(server -> inThread(() -> {
                    ChildProcess child = bringUp(server, listener);
                    if (!closing) {
                        listener.ready(child.name(), Duration.ofNanos(System.nanoTime() - begin));
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        Stream.of(starts)
                .forEach(start -> start.exceptionally(cause -> {
                    failure.completeExceptionally(cause);
                    return null;
                }));
        join(CompletableFuture.anyOf(CompletableFuture.allOf(starts), failure));
    }

    /**
     * Returns never while all parts run.
     *
     * @throws ProcessFailedException as soon as one of them has ended though nobody closed this stack
     */
    void awaitFailure() {
        join(failure);
    }

    /** Whether {@link #close()} was called, so that processes end because they were told to. */
    boolean isClosing() {
        return closing;
    }

    /**
     * Stops all that runs within 20 s: first what takes new work, then what works on it, then what both stand on. May be
     * called while {@link #start()} is under way.
     */
    @Override
    public void close() {
        closing = true;
        gateway.close();
        closeAll(processor, status);
        closeAll(kafka, postgres);
    }

    private ChildProcess bringUp(ServerProcess server, StackListener listener) {
        ChildProcess child = server.launch();
        listener.launched(server instanceof ServiceProcess ? Role.SERVICE : Role.INFRASTRUCTURE, child);
        CompletableFuture<?> unused = child.onExit().thenRun(() -> failUnlessClosing(child));
        server.awaitReady();
        if (server.equals(kafka)) {
            kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        }
        return child;
    }

    private void failUnlessClosing(ChildProcess ended) {
        if (!closing) {
            failure.completeExceptionally(ended.ended());
        }
    }

    private static void closeAll(ServerProcess... servers) {
        join(CompletableFuture.allOf(
                Stream.of(servers).map(server -> inThread(server::close)).toArray(CompletableFuture<?>[]::new)));
    }

    /** In a thread each: the common pool has but one where there are two processors. */
    private static CompletableFuture<Void> inThread(Runnable task) {
        return CompletableFuture.runAsync(task, command -> {
            Thread thread = new Thread(command);
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
