package io.txstream.processor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changelogs on three brokers that have no default replication, as brokers have without configuration. */
@NeedsEmbeddedServers("needs three brokers")
class ChangelogIT {

    private static final List<String> CHANGELOGS =
            List.of("processor-stream-seen-changelog", "processor-stream-due-changelog");

    private static final String REFUSAL = "Cannot start: the changelog processor-stream-due-changelog must have"
            + " min.insync.replicas=2, but has min.insync.replicas=1. Run kafka-configs.sh";
    private static final String COMMAND =
            "--entity-name processor-stream-due-changelog --add-config min.insync.replicas=2.";

    @TempDir
    private Path directory;

    @Test
    void nothingLostWithADiskSinceChangelogsAreAsDurableAsTheReceivedTopic() throws Exception {
        try (var kafka = KafkaCluster.in(directory.resolve("kafka"), 3)) {
            kafka.start();
            kafka.createTopics(1);
            try (var admin =
                            Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
                    var processor = new ProcessorProcess(
                            kafka.bootstrapServers(),
                            directory.resolve("processor"),
                            Map.of(),
                            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"))) {
                processor.start();
                for (String changelog : CHANGELOGS) {
                    assertDurable(admin, changelog);
                }
                processor.stop();
                weaken(admin, CHANGELOGS.get(1));
                assertThat(processor.launch().onExit().get(2, TimeUnit.MINUTES)).isEqualTo(1);
                assertThat(processor.logged("ERROR")).singleElement().asString().contains(REFUSAL, COMMAND);
            }
        }
    }

    private static void assertDurable(Admin admin, String topic) throws ExecutionException, InterruptedException {
        TopicDescription description = requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
        assertThat(description.partitions())
                .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config settings = requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
        assertThat(settings.get("min.insync.replicas").value()).isEqualTo("2");
        assertThat(settings.get("message.timestamp.after.max.ms").value()).isEqualTo("" + Long.MAX_VALUE);
        assertThat(settings.get("delete.retention.ms").value()).isEqualTo("86400000");
        assertThat(settings.get("unclean.leader.election.enable").value()).isEqualTo("false");
    }

    private static void weaken(Admin admin, String topic) throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var change = new AlterConfigOp(new ConfigEntry("min.insync.replicas", "1"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
    }
}
