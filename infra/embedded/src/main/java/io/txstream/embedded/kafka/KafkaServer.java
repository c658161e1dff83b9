package io.txstream.embedded.kafka;

import io.txstream.broker.BrokerClassPath;
import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A KRaft broker in a process of its own, alone or one of a {@link KafkaCluster}. It listens on the loopback address
 * only. A record that it acknowledged survives a stop and a kill of the process.
 */
public final class KafkaServer extends ServerProcess implements Broker {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final KafkaSettings settings;
    private final QuorumMember member;

    /** Creates a single broker, not yet started. */
    public KafkaServer(KafkaSettings settings) {
        this(settings, new QuorumMember(1, Uuid.randomUuid().toString(), List.of(settings.controllerPort())));
    }

    /** Creates one broker of a cluster, not yet started. */
    KafkaServer(KafkaSettings settings, QuorumMember member) {
        this.settings = settings;
        this.member = member;
    }

    /** Starts a single broker, and returns when it answers. */
    public static KafkaServer started(KafkaSettings settings) {
        var kafka = new KafkaServer(settings);
        kafka.start();
        return kafka;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    @Override
    public void createTopics(List<NewTopic> topics) {
        try (var admin = admin()) {
            admin.create(topics);
        }
    }

    /** Creates ACLs. The broker must have users, and applies the ACLs a moment after this returns. */
    public void allow(List<AclBinding> acls) {
        try (var admin = admin()) {
            admin.allow(acls);
        }
    }

    /**
     * Removes the end of a partition's log, as a crash of the whole machine can. The broker must not run.
     *
     * @param offset the first one to remove; the whole batch that holds it is removed
     * @return the end of the log afterward: the given offset, or a smaller one
     */
    public long cutTail(TopicPartition partition, long offset) {
        requireStopped();
        try {
            return new PartitionFiles(settings.dataDirectory(), partition).cut(offset);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot cut the log of " + partition, e);
        }
    }

    /** Deletes all data, as the loss of a disk does. The broker must not run. */
    public void loseData() {
        requireStopped();
        try {
            Directories.delete(settings.dataDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the data of " + member.name(), e);
        }
    }

    private void requireStopped() {
        if (isAlive()) {
            throw new IllegalStateException(member.name() + " runs");
        }
    }

    private BrokerAdmin admin() {
        return new BrokerAdmin(bootstrapServers(), settings.adminClient());
    }

    @Override
    protected ProcessSpec prepare() {
        String configuration =
                new BrokerConfiguration(settings, member).prepare().toString();
        List<String> command = JavaCommand.ofMainClass(
                BrokerClassPath.get(), "kafka.Kafka", settings.jvmOptions(), List.of(configuration));
        return new ProcessSpec(member.name(), command, Map.of(), settings.log(), settings.diesWithJvm());
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        // The port first, since an Admin that cannot connect logs a warning at each attempt.
        launched.awaitReady(START_TIMEOUT, () -> Ports.answers(settings.port()));
        try (var admin = admin()) {
            launched.awaitReady(START_TIMEOUT, admin::answers);
        }
    }
}
