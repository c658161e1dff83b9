package io.txstream.processor.start;

import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicIdentity;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Called on the thread that starts the service, before the stream starts. Leaves the group with an offset for every
 * partition, at which nothing is processed twice and nothing is passed over, or refuses the start.
 */
public final class StartCheck {

    /** Pauses the calling thread. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

    /** A dead member leaves the group after its session timeout, 6 s by default; a live one sets the offsets itself. */
    private static final int MAX_ATTEMPTS = 30;

    private static final int RETRY_MILLIS = 1_000;

    private final StartClients clients;
    private final StateTopics state;
    private final TopicIdentity received;
    private final List<String> continueFrom;
    private final Sleeper sleeper;

    /**
     * Does not connect.
     *
     * @param received the id and the partition count of the received topic
     * @param continueFrom used only where the start would be refused
     */
    public StartCheck(
            StartClients clients,
            StateTopics state,
            TopicIdentity received,
            List<String> continueFrom,
            Sleeper sleeper) {
        this.clients = clients;
        this.state = state;
        this.received = received;
        this.continueFrom = List.copyOf(continueFrom);
        this.sleeper = sleeper;
    }

    /**
     * Checks, and sets offsets where that is needed.
     *
     * @throws StartupProblemException if the stream must not start, or the broker does not answer
     */
    public void run() {
        clients.use((broker, consumer) -> {
            var reader = new FactsReader(broker, consumer, state, received);
            for (int attempt = 1; !settle(reader, broker); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw hasMembers(broker.members());
                }
                sleep();
            }
        });
    }

    /** Returns whether the stream can start now. */
    private boolean settle(FactsReader reader, BrokerState broker) {
        StartPlan plan = StartPlan.of(reader.read(), continueFrom);
        return plan.chosen().isEmpty() ? adopt(plan, broker) : proceed(reader, broker);
    }

    /** Sets the offsets to what the state says. Those of a group with members cannot be set. */
    private static boolean adopt(StartPlan plan, BrokerState broker) {
        if (plan.offsets().isEmpty()) {
            return true;
        }
        if (!broker.members().isEmpty()) {
            return !plan.required();
        }
        try {
            set(plan.offsets(), broker);
            return true;
        } catch (KafkaException e) {
            if (broker.members().isEmpty()) {
                throw e;
            }
            return false; // another instance joined meanwhile
        }
    }

    /**
     * Moves progress and offsets to what the operator chose. Reads the facts again once the writer is open: what
     * another start changes from then on makes the write fail.
     */
    private boolean proceed(FactsReader reader, BrokerState broker) {
        try (var writer = clients.writer()) {
            StartPlan plan = StartPlan.of(reader.read(), continueFrom);
            if (plan.chosen().isEmpty()) {
                return adopt(plan, broker); // another start has moved them meanwhile
            }
            boolean hasProgress = !broker.existing(List.of(state.progress())).isEmpty();
            if (!writer.write(plan.allOffsets(), hasProgress ? progress(plan.chosen()) : List.of())) {
                return false;
            }
            plan.chosen()
                    .forEach((partition, offset) -> LOG.atWarn()
                            .addKeyValue("partition", partition)
                            .addKeyValue("offset", offset)
                            .log("continuing from the offset in txstream.processor.continue-from"));
            return true;
        }
    }

    private StartupProblemException hasMembers(List<String> hosts) {
        return new StartupProblemException(
                "the consumer group " + state.group() + " needs other offsets, but has members on " + hosts,
                "stop all processors, and start one");
    }

    private static void set(Map<TopicPartition, OffsetAndMetadata> offsets, BrokerState broker) {
        broker.setOffsets(offsets);
        offsets.forEach((partition, offset) -> LOG.atInfo()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", offset.offset())
                .log("set the offset of the consumer group to where the state ends"));
    }

    private List<ProducerRecord<byte[], byte[]>> progress(Map<Integer, Long> chosen) {
        return chosen.entrySet().stream()
                .map(entry -> {
                    var decided = new Decided(received.id(), Decided.UNKNOWN_EPOCH, entry.getValue());
                    return new ProducerRecord<>(
                            state.progress(), entry.getKey(), ProgressStore.DECIDED.get(), decided.toBytes());
                })
                .toList();
    }

    private void sleep() {
        try {
            sleeper.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the consumer group", e);
        }
    }
}
