package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C under load: {@code infra/run} gives every service the time to end its work. */
@NeedsEmbeddedServers("tests infra/run, which has embedded servers")
class StoppedRunIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void everyServiceHasLeftItsGroupAndNoTransactionWasAborted() throws Exception {
        var layout = StackLayout.onFreePorts(1, StackLayout.ofEach(1));
        Path data = directory.resolve("data");
        ChildProcess run = run(layout, data);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(log()).content().contains("READY"));
        try (var load = new WebhookLoad("run-", "http://127.0.0.1:" + layout.base())) {
            load.awaitAcknowledged(200);
            run.stop(TIMEOUT);
        }
        assertThat(run.onExit()).succeedsWithin(TIMEOUT).isEqualTo(0);

        // A member that had not left would be in the group again when the broker has read its log.
        KafkaSettings settings = KafkaSettings.in(data.resolve("kafka")).withPort(layout.kafka());
        try (var kafka = KafkaServer.started(settings);
                var broker = new BrokerView(kafka.bootstrapServers())) {
            assertThat(broker.members("processor-stream")).isZero();
            assertThat(broker.members("status-query")).isZero();
            assertThat(broker.lastTransactions())
                    .isNotEmpty()
                    .isSubsetOf(TransactionState.COMPLETE_COMMIT, TransactionState.EMPTY);
        }
    }

    private ChildProcess run(StackLayout layout, Path data) {
        List<String> options = List.of(
                "--port=" + layout.base(),
                "--kafka-port=" + layout.kafka(),
                "--postgres-port=" + layout.postgres(),
                "--data=" + data,
                "--delay=1s");
        Path root = Path.of("../..").toAbsolutePath(); // the process runs in another directory
        List<String> command =
                JavaCommand.ofMainClass(LocalRunner.class.getName(), List.of("-Dtxstream.root=" + root), options);
        return ChildProcess.start(new ProcessSpec("run", command, Map.of(), log(), true));
    }

    private Path log() {
        return directory.resolve("run.log");
    }
}
