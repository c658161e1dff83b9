package io.txstream.service;

import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicProblem;
import io.txstream.contract.topics.TopicRules;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the broker answers and the topics exist, and verifies that they keep {@link TopicRules}. Called once, on
 * the thread that starts the service, before the service opens a port.
 */
final class TopicAvailability {

    /** Pauses the calling thread. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(TopicAvailability.class);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final Supplier<TopicsAnswer> broker;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    /**
     * Does not ask the broker.
     *
     * @param broker describes the topics, one attempt per call
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    TopicAvailability(Supplier<TopicsAnswer> broker, LongSupplier nanoTime, Sleeper sleeper) {
        this.broker = broker;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    /**
     * Returns the layout of the topics. Repeats failed attempts until the timeout has passed; topics that break a rule
     * are refused at once.
     *
     * @param timeout how long to wait, 0 or more; at least one attempt is made
     * @throws StartupProblemException if the broker does not answer, or topics are missing or break a rule
     */
    TopicLayout await(Duration timeout) {
        long start = nanoTime.getAsLong();
        while (true) {
            TopicsAnswer answer = broker.get();
            if (answer instanceof TopicsAnswer.Found found) {
                return verified(found.topics());
            }
            var notYet = (TopicsAnswer.NotYet) answer;
            if (nanoTime.getAsLong() - start > timeout.toNanos()) {
                throw new StartupProblemException(notYet.problem(), notYet.remedy());
            }
            LOG.atInfo().addKeyValue("timeout_ms", timeout.toMillis()).log("waiting: {}", notYet.problem());
            sleep();
        }
    }

    private static TopicLayout verified(List<DescribedTopic> topics) {
        List<TopicProblem> problems = TopicRules.problems(topics);
        if (!problems.isEmpty()) {
            throw StartupProblemException.of(problems);
        }
        return new TopicLayout(topics);
    }

    private void sleep() {
        try {
            sleeper.sleep(RETRY_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the topics", e);
        }
    }
}
