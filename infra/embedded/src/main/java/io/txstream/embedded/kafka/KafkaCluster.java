package io.txstream.embedded.kafka;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Three brokers, each a controller too and in a process of its own: every topic is on all of them, and an
 * acknowledgement is two brokers' word. Loses one of them without losing anything.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final int BROKERS = 3;

    private final List<KafkaServer> brokers;

    /** Brokers for tests on free ports, which end with this JVM at the latest. */
    public KafkaCluster(Path directory) {
        int firstPort = Ports.free(2 * BROKERS);
        String clusterId = Uuid.randomUuid().toString();
        List<KafkaSettings> settings = IntStream.range(0, BROKERS)
                .mapToObj(i ->
                        KafkaSettings.in(directory.resolve("kafka-" + (i + 1))).withPort(firstPort + 2 * i))
                .toList();
        List<Integer> controllers =
                settings.stream().map(KafkaSettings::controllerPort).toList();
        brokers = IntStream.range(0, BROKERS)
                .mapToObj(i -> new KafkaServer(settings.get(i), new QuorumMember(i + 1, clusterId, controllers)))
                .toList();
    }

    /** Starts all at once, since none answers without another one. */
    public void start() {
        brokers.forEach(ServerProcess::launch);
        brokers.forEach(ServerProcess::awaitReady);
    }

    public List<KafkaServer> brokers() {
        return brokers;
    }

    public String bootstrapServers() {
        return brokers.stream().map(KafkaServer::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Creates the contract's topics, with three replicas. */
    public void createTopics(int partitions) {
        try (BrokerAdmin admin = new BrokerAdmin(bootstrapServers())) {
            admin.create(Topics.specifications(partitions, (short) BROKERS));
        }
    }

    /**
     * Has the contract's topics take a write only while so many brokers have all of them.
     *
     * @param brokers 1 to 3; more than there are at a time, and every write is refused
     */
    public void requireInSync(int brokers) {
        try (BrokerAdmin admin = new BrokerAdmin(bootstrapServers())) {
            admin.set(Topics.ALL, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(brokers));
        }
    }

    /** Who leads a partition at this moment. */
    public KafkaServer leader(TopicPartition partition) {
        try (BrokerAdmin admin = new BrokerAdmin(bootstrapServers())) {
            return brokers.get(admin.leader(partition) - 1);
        }
    }

    /** Kills those that run: what a set has acknowledged does not hang on how it ends. */
    @Override
    public void close() {
        brokers.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::kill);
    }
}
