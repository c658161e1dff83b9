package io.txstream.embedded.kafka;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * A KRaft broker in a process of its own, alone or one of a {@link KafkaCluster}, on the loopback address only. What it
 * acknowledged survives its end, however that comes, and is there when it is started again.
 */
public final class KafkaServer extends ServerProcess {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final String LOGGING = "-Dlogback.configurationFile=io/txstream/embedded/kafka/broker-logback.xml";

    private final KafkaSettings settings;
    private final QuorumMember membership;

    public KafkaServer(KafkaSettings settings) {
        this(settings, new QuorumMember(1, Uuid.randomUuid().toString(), List.of(settings.controllerPort())));
    }

    /** One of a set. */
    KafkaServer(KafkaSettings settings, QuorumMember membership) {
        this.settings = settings;
        this.membership = membership;
    }

    /** A new one that answers. */
    public static KafkaServer started(KafkaSettings settings) {
        KafkaServer kafka = new KafkaServer(settings);
        kafka.start();
        return kafka;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    /** Creates the contract's topics, with one replica; one that exists already stays as it is. */
    public void createTopics(int partitions) {
        createTopics(Topics.specifications(partitions, (short) 1));
    }

    /** Creates any topics; one that exists already stays as it is. */
    public void createTopics(List<NewTopic> topics) {
        try (BrokerAdmin admin = new BrokerAdmin(bootstrapServers())) {
            admin.create(topics);
        }
    }

    @Override
    protected ProcessSpec prepare() {
        String configuration =
                new BrokerConfiguration(settings, membership).prepare().toString();
        List<String> jvmOptions = new ArrayList<>(settings.jvmOptions());
        jvmOptions.add(LOGGING);
        List<String> command = JavaCommand.ofMainClass("kafka.Kafka", jvmOptions, List.of(configuration));
        return new ProcessSpec("kafka", command, Map.of(), settings.log(), settings.diesWithJvm());
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        // First the port, since an Admin that cannot connect logs a warning each time.
        launched.awaitReady(START_TIMEOUT, () -> Ports.answers(settings.port()));
        try (BrokerAdmin admin = new BrokerAdmin(bootstrapServers())) {
            launched.awaitReady(START_TIMEOUT, admin::answers);
        }
    }
}
