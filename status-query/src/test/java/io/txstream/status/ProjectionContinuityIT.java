package io.txstream.status;

import static io.txstream.status.TestServers.TIMEOUT;
import static io.txstream.status.TestServers.TRUNCATE;
import static io.txstream.status.TestServers.awaitProcessed;
import static io.txstream.status.TestServers.awaitReady;
import static io.txstream.status.TestServers.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code Rebuildable} and {@code NeverBackwards} when the tables or the topics are changed from outside. The whole
 * application, on a real broker and a real Postgres.
 */
class ProjectionContinuityIT {

    @TempDir
    private static Path directory;

    private static TestServers servers;
    private static ProjectedTables tables;
    private static TestLog log;

    @BeforeAll
    static void start() {
        servers = new TestServers(directory);
        tables = servers.tables();
        log = servers.log();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void empty() {
        servers.empty();
    }

    @Test
    void aTopicThatWasCreatedAgainAndHasGrownPastTheOffsetsIsRefused() {
        log.process(ids("old"));
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("old"));
            log.createAgain();
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
        log.process(ids("new"));
        log.process(ids("more"));
        servers.refused().hasMessageContaining("belongs to another log");
        tables.execute(TRUNCATE);
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("more"));
            // Lookups would answer 503 forever, since no instance projects the new partition.
            log.addPartition(Topics.REJECTED);
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
        servers.refused().hasMessageContaining("equally many partitions");
    }

    @Test
    void recordsThatWereDeletedBeforeTheyWereProjectedAreNotPassedOverSilently() {
        log.process(ids("old"));
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("old"));
        }
        log.process(ids("lost"));
        log.deleteRecords(Topics.RECEIVED);
        log.deleteRecords(Topics.PROCESSED);
        log.process(ids("new"));
        servers.refused().hasMessageContaining("were deleted before they were projected");
        try (var instance = servers.run("--txstream.projection.accept-lost-records=true")) {
            awaitProcessed(instance, ids("new"));
            assertThat(instance.lookup("old0")).isEqualTo("PROCESSED");
            assertThat(instance.lookup("lost0")).isEqualTo("404");
        }
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("new"));
        }
    }

    /** What is deleted is only the marker of the last transaction. */
    @Test
    void aLogWithoutItsProjectedRecordsContinues() {
        log.process(ids("old"));
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("old"));
            awaitReady(instance);
        }
        log.deleteRecords(Topics.PROCESSED);
        try (var instance = servers.run()) {
            log.process(ids("new"));
            awaitProcessed(instance, ids("new"));
        }
    }

    /** The epoch that an earlier version leaves is of an earlier record than the offset that it moves. */
    @NeedsEmbeddedServers("cuts the log of a partition")
    @Test
    void aTruncatedLogEndsTheProcessButNotAnElectionWhileAnEarlierVersionRan() {
        var partition = new TopicPartition(Topics.RECEIVED, log.receive("id").partition());
        projectAndStop();
        electAgain();
        log.receive("id");
        log.receive("id");
        tables.execute("UPDATE projection_offsets SET next_offset = 2 WHERE leader_epoch IS NOT NULL");
        projectAndStop();
        servers.kafka().stop();
        assertThat(servers.embeddedKafka().cutTail(partition, 2)).isEqualTo(2);
        servers.kafka().start();
        for (int i = 0; i < 3; i++) {
            log.receive("id");
        }
        try (var instance = servers.run()) {
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
    }

    private static void projectAndStop() {
        try (var instance = servers.run()) {
            awaitReady(instance);
            assertThat(instance.lookup("id")).isEqualTo("PROCESSING");
            assertThat(instance.hasExited()).isFalse();
        }
    }

    private static void electAgain() {
        servers.kafka().stop();
        servers.kafka().start();
    }

    @Test
    void aDroppedTableEndsTheStartWithAProblemAndARemedy() {
        servers.run().close();
        tables.execute("DROP TABLE transactions");
        servers.refused().hasMessageContaining("tables of the projection are incomplete");
    }

    /** Without this the quiet partition would stay unread while others are busy. */
    @Test
    void anAssignmentWithoutTheDatabaseIsCompletedWhileAnotherPartitionIsBusy() {
        try (var instance = servers.run()) {
            awaitReady(instance);
            try (var leaving = servers.run()) {
                awaitReady(leaving, instance);
                log.receive("quiet");
                await().atMost(TIMEOUT).until(() -> instance.lookup("quiet").equals("PROCESSING"));
                servers.postgres().kill();
            }
            await().atMost(TIMEOUT)
                    .until(() ->
                            instance.metric("txstream_projection_lag_records").equals("NaN"));
            servers.postgres().start();
            // Keys with one home partition, sent faster than the consumer becomes idle.
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                log.receive("quiet");
                return instance.metric("txstream_projection_lag_records").equals("0.0") && instance.isReady();
            });
        }
    }

    @Test
    void anOpenTransactionIsLag() {
        try (var instance = servers.run()) {
            awaitLag(instance, "0.0", "0.0");
            var open = log.receiveInOpenTransaction("open");
            awaitLag(instance, "1.0", "1.0");
            open.abortTransaction();
            open.close();
            awaitLag(instance, "0.0", "0.0");
        }
    }

    private static void awaitLag(StatusInstance instance, String records, String uncommitted) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            instance.runScheduledTasks();
            assertThat(instance.metric("txstream_projection_lag_records")).isEqualTo(records);
            assertThat(instance.metric("txstream_projection_lag_uncommitted_records"))
                    .isEqualTo(uncommitted);
        });
    }
}
