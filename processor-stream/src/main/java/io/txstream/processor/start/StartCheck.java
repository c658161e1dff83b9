package io.txstream.processor.start;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.TopicProblem;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.Pending;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Called on the thread that starts the service, before the stream is created. Reads the facts, applies the rules to
 * them, plans, and acts: it leaves the group with an offset for every partition, at which nothing is processed twice
 * and nothing is passed over. Or it refuses the start.
 */
public final class StartCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

    /** A dead member leaves the group after its session timeout, 6 s by default; a live one sets the offsets itself. */
    private static final int MAX_ATTEMPTS = 30;

    private static final int RETRY_MILLIS = 1_000;

    private final StartClients clients;
    private final StateTopics state;
    private final TopicLayout topics;
    private final ChangelogRules changelogRules;
    private final List<String> continueFrom;

    /**
     * Does not connect.
     *
     * @param topics the verified topics
     * @param streams the settings of Kafka Streams, after {@link ChangelogSettings#addTo}
     * @param continueFrom used only where the start would be refused
     */
    public StartCheck(
            StartClients clients,
            StateTopics state,
            TopicLayout topics,
            Properties streams,
            List<String> continueFrom) {
        this.clients = clients;
        this.state = state;
        this.topics = topics;
        this.changelogRules = new ChangelogRules(
                streams, topics.partitions(), clients.topics().address());
        this.continueFrom = List.copyOf(continueFrom);
    }

    /**
     * Checks, and sets offsets where that is needed.
     *
     * @throws StartupProblemException if the stream must not start
     * @throws KafkaException if the broker does not answer or refuses
     */
    public void run() {
        BrokerVersion.check(clients.admin());
        refuseWeakChangelogs();
        try (var consumer = clients.reader()) {
            var facts = new FactsReader(clients, consumer, state, topics);
            for (int attempt = 1; !settle(facts); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw hasMembers();
                }
                sleep();
            }
        }
    }

    /** Kafka Streams creates those that do not exist. */
    private void refuseWeakChangelogs() {
        Map<String, Duration> retentions = state.changelogs();
        List<TopicProblem> problems = clients.topics().existing(retentions.keySet()).values().stream()
                .flatMap(changelog ->
                        changelogRules
                                .problems(changelog, retentions.getOrDefault(changelog.name(), Duration.ZERO))
                                .stream())
                .toList();
        if (!problems.isEmpty()) {
            throw StartupProblemException.of(problems);
        }
    }

    /** Returns whether the stream can start now. */
    private boolean settle(FactsReader facts) {
        StartPlan plan = StartPlan.of(facts.read(), continueFrom);
        return plan.chosen().isEmpty() ? adopt(plan) : proceed(facts);
    }

    /** Sets the offsets to what the state says. Those of a group with members cannot be set. */
    private boolean adopt(StartPlan plan) {
        if (plan.offsets().isEmpty()) {
            return true;
        }
        if (!clients.group().members().isEmpty()) {
            return !plan.required();
        }
        try {
            clients.group().set(plan.offsets());
        } catch (KafkaException e) {
            if (clients.group().members().isEmpty()) {
                throw e;
            }
            return false; // another instance joined meanwhile
        }
        plan.offsets()
                .forEach((partition, offset) -> LOG.atInfo()
                        .addKeyValue("partition", partition.partition())
                        .addKeyValue("offset", offset.offset())
                        .log("set the offset of the consumer group to where the state ends"));
        return true;
    }

    /**
     * Moves progress and offsets to what the operator chose. Reads the facts again once the writer is open: what
     * another start changes from then on makes the write fail.
     */
    private boolean proceed(FactsReader facts) {
        try (var writer = clients.writer()) {
            StartPlan plan = StartPlan.of(facts.read(), continueFrom);
            if (plan.chosen().isEmpty()) {
                return adopt(plan); // another start has moved them meanwhile
            }
            if (!writer.write(plan.allOffsets(), progress(plan.chosen()))) {
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

    private StartupProblemException hasMembers() {
        return new StartupProblemException(
                "the consumer group " + state.group() + " needs other offsets, but has members on "
                        + clients.group().members(),
                "stop all processors, and start one");
    }

    /**
     * Returns the progress records of the chosen offsets. Without the changelog of the due store, what it held is not
     * recorded any more: the process would end because it is missing.
     */
    private List<ProducerRecord<byte[], byte[]>> progress(Map<Integer, Long> chosen) {
        Set<String> existing = clients.topics()
                .existing(List.of(state.progress(), state.due()))
                .keySet();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        if (existing.contains(state.progress())) {
            chosen.forEach((partition, offset) -> {
                var decided = new Decided(topics.id(Topics.RECEIVED), Decided.UNKNOWN_EPOCH, offset);
                records.add(entry(partition, ProgressStore.DECIDED, decided.toBytes()));
                if (!existing.contains(state.due())) {
                    records.add(entry(partition, ProgressStore.PENDING, new Pending(null, null, offset).toBytes()));
                }
            });
        }
        return records;
    }

    private ProducerRecord<byte[], byte[]> entry(int partition, Bytes key, byte[] value) {
        return new ProducerRecord<>(state.progress(), partition, key.get(), value);
    }

    private static void sleep() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the consumer group", e);
        }
    }
}
