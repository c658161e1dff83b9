package io.txstream.processor.start;

import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicIdentity;
import java.util.HashMap;
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
    private final ContinueFrom continueFrom;
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
            ContinueFrom continueFrom,
            Sleeper sleeper) {
        this.clients = clients;
        this.state = state;
        this.received = received;
        this.continueFrom = continueFrom;
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
            for (int attempt = 1; !settle(StartPlan.of(reader.read(), continueFrom), broker); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw hasMembers(broker.members());
                }
                sleep();
            }
        });
    }

    /** Returns whether the stream can start now. Offsets of a group with members cannot be set. */
    private boolean settle(StartPlan plan, BrokerState broker) {
        if (plan.isEmpty()) {
            return true;
        }
        if (!broker.members().isEmpty()) {
            return plan.chosen().isEmpty() && !plan.required();
        }
        try {
            set(plan.offsets(), broker);
            proceed(plan.chosen(), broker);
            return true;
        } catch (KafkaException e) {
            if (broker.members().isEmpty()) {
                throw e;
            }
            return false; // another instance joined meanwhile
        }
    }

    private StartupProblemException hasMembers(List<String> hosts) {
        return new StartupProblemException(
                "the consumer group " + state.group() + " needs other offsets, but has members on " + hosts,
                "stop all processors, and start one");
    }

    private static void set(Map<TopicPartition, OffsetAndMetadata> offsets, BrokerState broker) {
        if (offsets.isEmpty()) {
            return;
        }
        broker.setOffsets(offsets);
        offsets.forEach((partition, offset) -> LOG.atInfo()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", offset.offset())
                .log("set the offset of the consumer group to where the state ends"));
    }

    /** Moves progress and offsets in one transaction. Without a progress topic, only the offsets. */
    private void proceed(Map<Integer, Long> chosen, BrokerState broker) {
        if (chosen.isEmpty()) {
            return;
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        chosen.forEach(
                (partition, offset) -> offsets.put(StartPlan.received(partition), new OffsetAndMetadata(offset)));
        if (broker.existing(List.of(state.progress())).isEmpty()) {
            broker.setOffsets(offsets);
        } else {
            clients.commit(state.group(), offsets, progress(chosen));
        }
        chosen.forEach((partition, offset) -> LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset)
                .log("continuing from the offset in txstream.processor.continue-from"));
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
