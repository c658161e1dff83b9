package io.txstream.embedded.kafka;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One broker or several, each also a controller and in a process of its own. With several, every topic is on every
 * broker and a majority acknowledges each write, so that three brokers can lose one without losing a record.
 */
public final class KafkaCluster implements AutoCloseable {

    private final KafkaSettings settings;
    private final List<KafkaServer> brokers;

    /**
     * Creates the brokers, and starts none.
     *
     * @param settings of the first broker; each further broker uses the next two ports, with a directory and a log of
     *     its own
     * @param brokers 1 or more
     */
    public KafkaCluster(KafkaSettings settings, int brokers) {
        this(settings, brokers, UnaryOperator.identity());
    }

    /**
     * Creates the brokers, and starts none.
     *
     * @param settings of the first broker, as in {@link #KafkaCluster(KafkaSettings, int)}
     * @param brokers 1 or more
     * @param change changes the settings of each broker, which it can tell from others by their ports
     */
    public KafkaCluster(KafkaSettings settings, int brokers, UnaryOperator<KafkaSettings> change) {
        if (brokers < 1) {
            throw new IllegalArgumentException("a cluster has 1 broker or more, was " + brokers);
        }
        this.settings = settings;
        List<KafkaSettings> each = IntStream.rangeClosed(1, brokers)
                .mapToObj(node -> change.apply(brokers == 1 ? settings : settings.ofNode(node)))
                .toList();
        List<Integer> controllers =
                each.stream().map(KafkaSettings::controllerPort).toList();
        String clusterId = Uuid.randomUuid().toString();
        this.brokers = IntStream.range(0, brokers)
                .mapToObj(i -> new KafkaServer(each.get(i), new QuorumMember(i + 1, clusterId, controllers)))
                .toList();
    }

    /** Creates brokers for tests: on free ports, and killed when this JVM exits. */
    public static KafkaCluster in(Path directory, int brokers) {
        return new KafkaCluster(
                KafkaSettings.in(directory).withPort(Ports.free(KafkaSettings.PORTS * brokers)), brokers);
    }

    /** Starts all brokers concurrently, since none is ready before a majority runs, and waits until all are ready. */
    public void start() {
        brokers.forEach(ServerProcess::launch);
        brokers.forEach(ServerProcess::awaitReady);
    }

    /** Returns the brokers, ordered by their ports. */
    public List<KafkaServer> brokers() {
        return brokers;
    }

    /** Returns the address of every broker, separated by commas. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaServer::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Creates the topics of the contract, each on every broker. Topics that exist stay unchanged. */
    public void createTopics(int partitions) {
        try (var admin = admin()) {
            admin.create(Topics.specifications(partitions, (short) brokers.size()));
        }
    }

    /**
     * Sets how many in-sync replicas the topics of the contract need to accept a write. With fewer, Kafka refuses every
     * write.
     *
     * @param replicas 1 to the number of brokers
     */
    public void requireInSync(int replicas) {
        try (var admin = admin()) {
            admin.set(Topics.ALL, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replicas));
        }
    }

    /**
     * Returns the broker that leads a partition now. A single broker leads all partitions, even while it does not run.
     *
     * @throws IllegalStateException if no broker leads it
     */
    public KafkaServer leader(TopicPartition partition) {
        if (brokers.size() == 1) {
            return brokers.get(0);
        }
        try (var admin = admin()) {
            return brokers.get(admin.leader(partition) - 1);
        }
    }

    private BrokerAdmin admin() {
        return new BrokerAdmin(bootstrapServers(), settings.adminClient());
    }

    /**
     * Stops a single broker gracefully. Kills several, because the last ones could not shut down without a quorum.
     */
    @Override
    public void close() {
        Consumer<ServerProcess> end = brokers.size() == 1 ? ServerProcess::close : ServerProcess::closeNow;
        brokers.forEach(end);
    }

    /** Kills all brokers that run. */
    public void closeNow() {
        brokers.forEach(ServerProcess::closeNow);
    }
}
