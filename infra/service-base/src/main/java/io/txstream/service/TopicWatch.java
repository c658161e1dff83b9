package io.txstream.service;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Notices within seconds that a topic is not the one that the service verified at its start: created again, with more
 * partitions, or with timestamps of producers. What is in memory and in local stores does not match it, so the service
 * must end. The next start checks everything again, and says what to do.
 *
 * <p>A service that depends on this declares it as a bean.
 */
public final class TopicWatch implements SmartLifecycle, AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final Supplier<Map<String, TopicIdentity>> broker;
    private final AutoCloseable connection;
    private final FailureExit exit;
    private final Map<String, TopicIdentity> verified;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "topic-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean running;

    /**
     * Reads the topics for the first time, after they were verified.
     *
     * @param settings the settings of the admin client
     * @throws KafkaException if the topics cannot be read
     */
    public static TopicWatch of(Map<String, Object> settings, FailureExit exit) {
        var identities = new TopicIdentities(settings);
        try {
            return new TopicWatch(identities, identities, exit);
        } catch (KafkaException e) {
            identities.close();
            throw e;
        }
    }

    TopicWatch(Supplier<Map<String, TopicIdentity>> broker, AutoCloseable connection, FailureExit exit) {
        this.broker = broker;
        this.connection = connection;
        this.exit = exit;
        this.verified = Map.copyOf(broker.get());
    }

    /** Returns what a topic was at the start. */
    public TopicIdentity verified(String topic) {
        return requireNonNull(verified.get(topic), topic);
    }

    /** Compares the topics with those of the start. No answer is no difference, and neither is a missing topic. */
    void check() {
        if (!running) {
            return;
        }
        Map<String, TopicIdentity> now;
        try {
            now = broker.get();
        } catch (RuntimeException e) {
            LOG.debug("cannot read the topics", e);
            return;
        }
        verified.forEach((topic, identity) -> identity.difference(requireNonNull(now.get(topic)))
                .ifPresent(difference -> changed("topic " + topic + " changed: " + difference)));
    }

    private void changed(String difference) {
        if (running) {
            running = false;
            exit.end(difference, "start again: the start checks the topics, and says what to do");
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The check catches what it throws.
    public void start() {
        running = true;
        executor.scheduleWithFixedDelay(this::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            connection.close();
        } catch (Exception e) {
            LOG.debug("cannot close the admin client", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
