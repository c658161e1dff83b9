package io.txstream.status.ends;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers calls for ends on a thread of its own, and keeps up with where the replicas are. */
final class ReplicaEnds implements LogEnds, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEnds.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final int DESCRIBE_TIMEOUT_MILLIS = 2_000;

    /** After three failed attempts. The replicas can be elsewhere then. */
    private static final Duration MAX_AGE = Duration.ofSeconds(15);

    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RECEIVED);

    private final Admin admin;
    private final NetworkClient network;
    private final EndReads reads;
    private final ReplicaClient client;
    private final Uuid topicId;
    private final LongSupplier nanoTime;
    private final RateLimitedLog failures;
    private final Thread thread = new Thread(this::run, "received-ends");
    private volatile boolean stopped;
    private volatile long located;

    /**
     * Does not connect.
     *
     * @param admin describes the topic
     * @param network is used by the thread of this object alone, which closes it
     * @param topicId the id of the log that is projected
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    ReplicaEnds(Admin admin, NetworkClient network, Uuid topicId, Time time, LongSupplier nanoTime) {
        this.admin = admin;
        this.topicId = topicId;
        this.nanoTime = nanoTime;
        this.located = nanoTime.getAsLong();
        this.network = network;
        this.reads = new EndReads(network::wakeup);
        this.client = new ReplicaClient(network, reads, time);
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
        locate();
    }

    @Override
    public Mono<Long> coverAcknowledged(int partition) {
        return Mono.<Long>create(sink -> {
                    long ticket = reads.call(partition, sink::success);
                    sink.onDispose(() -> reads.cancel(partition, ticket));
                })
                .publishOn(Schedulers.parallel());
    }

    /** Describes the topic, and does not wait for the answer. Without one, the last answer remains for a while. */
    @Scheduled(fixedDelayString = "5s", initialDelayString = "5s")
    void locate() {
        long begun = nanoTime.getAsLong();
        settings()
                .thenCompose(settings -> description().thenApply(topic -> place(settings, topic)))
                .whenComplete((placement, error) -> {
                    if (error == null) {
                        reads.place(placement);
                        located = begun;
                    } else {
                        report("the replicas of the received topic cannot be described", error);
                        if (begun - located > MAX_AGE.toNanos()) {
                            reads.place(Placement.UNKNOWN);
                        }
                    }
                });
    }

    private CompletionStage<Config> settings() {
        var options = new DescribeConfigsOptions().timeoutMs(DESCRIBE_TIMEOUT_MILLIS);
        return requireNonNull(
                        admin.describeConfigs(List.of(TOPIC), options).values().get(TOPIC))
                .toCompletionStage();
    }

    private CompletionStage<TopicDescription> description() {
        var options = new DescribeTopicsOptions().timeoutMs(DESCRIBE_TIMEOUT_MILLIS);
        return requireNonNull(admin.describeTopics(List.of(Topics.RECEIVED), options)
                        .topicNameValues()
                        .get(Topics.RECEIVED))
                .toCompletionStage();
    }

    /** A topic that was created again has another log than the one that is projected. */
    private Placement place(Config settings, TopicDescription topic) {
        if (!topic.topicId().equals(topicId)) {
            throw new IllegalStateException("the topic was created again");
        }
        return Placement.of(settings, topic);
    }

    /** Uses the connections before a lookup needs them: a dead one is replaced, and too few replicas are reported. */
    @Scheduled(fixedDelayString = "5s", initialDelayString = "1s")
    void check() {
        Flux.fromIterable(reads.placement().partitions())
                .flatMap(this::coverAcknowledged)
                .timeout(CHECK_TIMEOUT)
                .subscribe(end -> {}, e -> report("too few replicas of the received topic answer", e));
    }

    private void run() {
        try {
            while (!stopped) {
                try {
                    client.poll();
                } catch (RuntimeException e) {
                    report("the ends of the received topic cannot be read", e);
                    LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                }
            }
        } finally {
            network.close();
        }
    }

    private void report(String what, Throwable failure) {
        failures.atWarn().addKeyValue("error", failure::toString).log("{}; lookups of unknown ids get 503", what);
    }

    /** Returns the number of requests that were sent to brokers. */
    long requests() {
        return client.requests();
    }

    @Override
    public void destroy() throws InterruptedException {
        stopped = true;
        network.wakeup();
        thread.join(STOP_TIMEOUT.toMillis());
    }
}
