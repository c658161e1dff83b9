package io.txstream.service;

import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicProblem;
import io.txstream.contract.topics.TopicRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Notices within seconds that a topic is not the one that was verified at the start: created again, with more
 * partitions, or with a setting that breaks {@link TopicRules}. What is in memory, in local stores and in the database
 * does not match it, so the service must end. The next start checks everything again, and says what to do.
 */
final class TopicWatch implements SmartLifecycle, AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final TopicLayout verified;
    private final Supplier<TopicsAnswer> broker;
    private final FailureExit exit;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "topic-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean running;

    /**
     * Does not ask the broker.
     *
     * @param broker describes the topics, one attempt per call
     */
    TopicWatch(TopicLayout verified, Supplier<TopicsAnswer> broker, FailureExit exit) {
        this.verified = verified;
        this.broker = broker;
        this.exit = exit;
    }

    /** Compares the topics with those of the start. No answer is no difference, and neither is a missing topic. */
    void check() {
        if (!running) {
            return;
        }
        try {
            if (broker.get() instanceof TopicsAnswer.Found now) {
                difference(now.topics()).ifPresent(this::changed);
            }
        } catch (RuntimeException e) {
            LOG.debug("cannot read the topics", e);
        }
    }

    private Optional<String> difference(List<DescribedTopic> now) {
        return Stream.concat(
                        now.stream().flatMap(topic -> difference(verified.topic(topic.name()), topic).stream()),
                        TopicRules.problems(now).stream().map(TopicProblem::problem))
                .findFirst();
    }

    private static Optional<String> difference(DescribedTopic verified, DescribedTopic now) {
        if (!verified.id().equals(now.id())) {
            return Optional.of(
                    "topic " + now.name() + " was created again: its id was " + verified.id() + " and is " + now.id());
        }
        return verified.partitions() == now.partitions()
                ? Optional.empty()
                : Optional.of("topic " + now.name() + " had " + verified.partitions() + " partitions and has "
                        + now.partitions() + "; keys have moved, and the state does not match them");
    }

    private void changed(String difference) {
        if (running) {
            running = false;
            exit.end(difference, "start it again: the start checks the topics, and says what to do");
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
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
