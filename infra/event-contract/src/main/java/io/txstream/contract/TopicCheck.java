package io.txstream.contract;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies, before a service opens for work, the settings that the guarantees rest on: all three topics are there, have
 * equally many partitions, are stamped by the broker, are not compacted, and take records of every size that is allowed. Called once, on the thread that starts the service.
 */
public final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final int ATTEMPT_MILLIS = 5_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Admin admin;

    private TopicCheck(Admin admin) {
        this.admin = admin;
    }

    /**
     * Waits for a broker that does not answer yet or has no address yet, and for topics that are not there yet; refuses
     * wrong settings at once.
     *
     * @param connect makes a client, which is closed again
     * @param patience how long to wait at the most
     * @return how many partitions each of the topics has
     * @throws UnusableTopicsException naming what is missing or wrong and what to do about it
     */
    public static int await(Supplier<Admin> connect, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Admin admin = connected(connect)) {
                return new TopicCheck(admin).partitions();
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw new UnusableTopicsException(
                            explain(e), "start the broker, create the topics, or set where the broker is");
                }
                LOG.info("waiting: {}", explain(e));
                pause();
            }
        }
    }

    private static Admin connected(Supplier<Admin> connect) {
        try {
            return connect.get();
        } catch (KafkaException e) {
            String cause = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            if (cause.startsWith("No resolvable bootstrap urls")) {
                throw new NetworkException(cause, e); // the name may come, like a broker that does not answer yet
            }
            throw new UnusableTopicsException(
                    "no client can be made for the broker: " + cause,
                    "mend what spring.kafka.* says of it: address, security, SSL");
        }
    }

    private static String explain(RetriableException e) {
        return "the broker does not answer, or the topics " + Topics.ALL + " are not created yet (" + e.getMessage()
                + ")";
    }

    private int partitions() {
        Map<String, TopicDescription> topics = new TreeMap<>(
                get(admin.describeTopics(Topics.ALL, new DescribeTopicsOptions().timeoutMs(ATTEMPT_MILLIS))
                        .allTopicNames()));
        requireSettings();
        List<Integer> counts = topics.values().stream()
                .map(t -> t.partitions().size())
                .distinct()
                .toList();
        if (counts.size() != 1) {
            throw new UnusableTopicsException(
                    "the topics must have equally many partitions, but " + topics.keySet() + " have "
                            + topics.values().stream()
                                    .map(topic -> topic.partitions().size())
                                    .toList(),
                    "create them anew with one count");
        }
        return counts.get(0);
    }

    private void requireSettings() {
        Collection<ConfigResource> resources = Topics.ALL.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs =
                get(admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(ATTEMPT_MILLIS))
                        .all());
        require(
                configs,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime"::equals,
                "LogAppendTime: a producer's clock must not decide when a transaction is due");
        require(
                configs,
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE::equals,
                "delete: compaction would take records out of the audit log");
        require(
                configs,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                value -> Integer.parseInt(value) >= Topics.MAX_BATCH_BYTES,
                Topics.MAX_BATCH_BYTES + " or more: whatever is received must fit when it is written again");
    }

    private static void require(
            Map<ConfigResource, Config> configs, String setting, Predicate<String> good, String otherwise) {
        List<String> wrong = configs.entrySet().stream()
                .filter(topic -> !good.test(value(topic.getValue(), setting)))
                .map(topic -> topic.getKey().name())
                .sorted()
                .toList();
        if (!wrong.isEmpty()) {
            throw new UnusableTopicsException(
                    "the topics " + wrong + " must have " + setting + "=" + otherwise,
                    "set it with kafka-configs.sh --alter, before any transaction is received");
        }
    }

    private static String value(Config config, String setting) {
        ConfigEntry entry = config.get(setting);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the topics", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the topics", e);
        }
    }
}
