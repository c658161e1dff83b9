package io.txstream.testservers;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.BrokerAdmin;
import io.txstream.embedded.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker in a container. */
final class BrokerContainer extends ServerContainer implements Broker {

    /** The first process is a shell, which ignores the signal, and would take the broker with it if it ended. */
    private static final String STOP = """
            for name in /proc/[0-9]*/comm; do
                process=${name#/proc/}
                [ "$(cat "$name")" != java ] || kill -TERM "${process%/comm}"
            done
            """;

    private final KafkaSettings settings;

    BrokerContainer(KafkaSettings settings) {
        super(
                Containers.kafka(settings.jvmOptions(), supported(settings.properties())),
                settings.port(),
                Containers.KAFKA_PORT);
        this.settings = settings;
    }

    /** Its listeners are the image's own, and a setting that adds others would be ignored. */
    private static Map<String, String> supported(Map<String, String> properties) {
        if (properties.keySet().stream().anyMatch(name -> name.contains("listener"))) {
            throw new IllegalArgumentException("a container has no listeners of its own: " + properties.keySet());
        }
        return properties;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    @Override
    public void createTopics(List<NewTopic> topics) {
        try (var admin = new BrokerAdmin(bootstrapServers(), Map.of())) {
            admin.create(topics);
        }
    }

    @Override
    boolean answers() {
        try (var admin = new BrokerAdmin(bootstrapServers(), Map.of())) {
            return admin.answers();
        }
    }

    @Override
    void requestStop() {
        try {
            container().execInContainer("sh", "-c", STOP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
