package io.txstream.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** What this package asks a broker, in blocking calls with a bound. */
final class BrokerAdmin implements AutoCloseable {
    private static final int PROBE_MS = 2_000;
    private static final int CREATE_MS = 30_000;

    private final Admin admin;

    BrokerAdmin(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Whether the cluster has its node: answers within 2 s. */
    boolean answers() {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Creates those that do not exist, and returns when the broker has them all. */
    void create(List<NewTopic> topics) {
        admin.createTopics(topics).values().forEach(BrokerAdmin::await);
    }

    private static void await(String topic, KafkaFuture<Void> creation) {
        try {
            creation.get(CREATE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot create " + topic, e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("cannot create " + topic + " within " + CREATE_MS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating " + topic, e);
        }
    }

    /**
     * The number of the node that leads a partition.
     *
     * @throws IllegalStateException if none does at this moment
     */
    int leader(TopicPartition partition) {
        var description = admin.describeTopics(List.of(partition.topic())).allTopicNames();
        try {
            TopicDescription topic = description
                    .get(CREATE_MS, TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next();
            Node leader = topic.partitions().get(partition.partition()).leader();
            if (leader == null) {
                throw new IllegalStateException("nobody leads " + partition);
            }
            return leader.id();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot describe " + partition, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while describing " + partition, e);
        }
    }

    /** Drops what is still under way rather than wait for a broker that may be gone. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
