package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.StartupProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
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

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TRUNCATE = "TRUNCATE projection_offsets, transactions";

    @TempDir
    private static Path directory;

    private static KafkaServer kafka;
    private static PostgresServer postgres;
    private static ProjectedTables tables;
    private static TestLog log;

    @BeforeAll
    static void start() {
        kafka = KafkaServer.started(KafkaSettings.in(directory.resolve("kafka")));
        postgres = PostgresServer.started(PostgresSettings.in(directory.resolve("postgres")));
        tables = new ProjectedTables(postgres.jdbcUrl());
        log = new TestLog(kafka);
    }

    @AfterAll
    static void stop() {
        log.close();
        kafka.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        log.createAgain();
        tables.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    @Test
    void neverBackwardsTablesThatAreTruncatedOrRestoredUnderRunningInstancesAreRebuilt() {
        List<String> old = ids("old");
        log.process(old);
        log.receive("pending");
        try (var one = run();
                var other = run()) {
            awaitProcessed(one, old);
            awaitProcessed(other, old);
            await().atMost(TIMEOUT).until(() -> one.isReady() && other.isReady());
            List<String> before = tables.rows();
            rebuilds(one, other, old, () -> tables.execute(TRUNCATE));
            assertThat(tables.rows()).isEqualTo(before);
            rebuilds(one, other, old, () -> tables.execute("TRUNCATE transactions"));
            assertThat(tables.rows()).isEqualTo(before);
            tables.execute(
                    "CREATE TABLE old_transactions AS TABLE transactions",
                    "CREATE TABLE old_offsets AS TABLE projection_offsets");
            List<String> ids = ids("new");
            log.process(ids);
            awaitProcessed(one, ids);
            awaitProcessed(other, ids);
            rebuilds(
                    one,
                    other,
                    ids,
                    () -> tables.execute(
                            TRUNCATE,
                            "INSERT INTO transactions SELECT * FROM old_transactions",
                            "INSERT INTO projection_offsets SELECT * FROM old_offsets"));
            assertThat(one.lookup("pending")).isEqualTo("PROCESSING");
        }
    }

    /** Changes the tables, and looks up PROCESSED transactions until both instances are ready again. */
    private static void rebuilds(StatusInstance one, StatusInstance other, List<String> processed, Runnable change) {
        change.run();
        List<String> answers = new ArrayList<>();
        long changed = System.nanoTime();
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            processed.forEach(id -> answers.addAll(List.of(one.lookup(id), other.lookup(id))));
            return processed.stream().allMatch(id -> one.lookup(id).equals("PROCESSED"));
        });
        assertThat(answers).isSubsetOf("PROCESSED", "503");
        assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(Duration.ofSeconds(30));
        await().atMost(TIMEOUT).until(() -> one.isReady() && other.isReady());
        assertThat(one.hasExited() || other.hasExited()).isFalse();
        assertThat(one.lookup("unknown")).isEqualTo("404");
        assertThat(other.lookup("unknown")).isEqualTo("404");
    }

    @Test
    void aTopicThatWasCreatedAgainAndHasGrownPastTheOffsetsIsRefused() {
        log.process(ids("old"));
        try (var instance = run()) {
            awaitProcessed(instance, ids("old"));
            log.createAgain();
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
        log.process(ids("new"));
        log.process(ids("more"));
        refused().hasMessageContaining("belongs to another log");
        tables.execute(TRUNCATE);
        try (var instance = run()) {
            awaitProcessed(instance, ids("more"));
            // S10: lookups would answer 503 forever, since no instance projects the new partition.
            log.addPartition(Topics.REJECTED);
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
        refused().hasMessageContaining("equally many partitions");
    }

    @Test
    void recordsThatWereDeletedBeforeTheyWereProjectedAreNotPassedOverSilently() {
        log.process(ids("old"));
        try (var instance = run()) {
            awaitProcessed(instance, ids("old"));
        }
        log.process(ids("lost"));
        log.deleteRecords(Topics.RECEIVED);
        log.deleteRecords(Topics.PROCESSED);
        log.process(ids("new"));
        refused().hasMessageContaining("were deleted before they were projected");
        try (var instance = run("--txstream.projection.accept-lost-records=true")) {
            awaitProcessed(instance, ids("new"));
            assertThat(instance.lookup("old0")).isEqualTo("PROCESSED");
            assertThat(instance.lookup("lost0")).isEqualTo("404");
        }
        try (var instance = run()) {
            awaitProcessed(instance, ids("new"));
        }
    }

    /** What is deleted is only the marker of the last transaction. */
    @Test
    void aLogWithoutItsProjectedRecordsContinues() {
        log.process(ids("old"));
        try (var instance = run()) {
            awaitProcessed(instance, ids("old"));
            await().atMost(TIMEOUT).until(instance::isReady);
        }
        log.deleteRecords(Topics.PROCESSED);
        try (var instance = run()) {
            log.process(ids("new"));
            awaitProcessed(instance, ids("new"));
        }
    }

    /** The stored offset has an epoch that ends before it in the log: another leader wrote the records in between. */
    @Test
    void aTruncatedLogEndsTheProcess() {
        log.receive("first");
        try (var instance = run()) {
            await().atMost(TIMEOUT).until(() -> instance.lookup("first").equals("PROCESSING"));
        }
        kafka.stop();
        kafka.start();
        ids("later").forEach(log::receive);
        tables.execute("UPDATE projection_offsets SET next_offset = next_offset + 1, passed_offset = NULL"
                + " WHERE leader_epoch IS NOT NULL");
        try (var instance = run()) {
            await().atMost(TIMEOUT).until(instance::hasExited);
        }
    }

    @Test
    void aDroppedTableEndsTheStartWithAProblemAndARemedy() {
        run().close();
        tables.execute("DROP TABLE transactions");
        refused().hasMessageContaining("tables of the projection are incomplete");
    }

    /** C5: without this the quiet partition would stay unread while others are busy. */
    @Test
    void anAssignmentWithoutTheDatabaseIsCompletedWhileAnotherPartitionIsBusy() {
        try (var instance = run()) {
            await().atMost(TIMEOUT).until(instance::isReady);
            try (var leaving = run()) {
                await().atMost(TIMEOUT).until(() -> leaving.isReady() && instance.isReady());
                log.receive("quiet");
                await().atMost(TIMEOUT).until(() -> instance.lookup("quiet").equals("PROCESSING"));
                postgres.kill();
            }
            await().atMost(TIMEOUT)
                    .until(() ->
                            instance.metric("txstream_projection_lag_records").equals("NaN"));
            postgres.start();
            // Keys with one home partition, sent faster than the consumer becomes idle.
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                log.receive("quiet");
                return instance.metric("txstream_projection_lag_records").equals("0.0") && instance.isReady();
            });
        }
    }

    @Test
    void anOpenTransactionIsLag() {
        try (var instance = run()) {
            await().atMost(TIMEOUT)
                    .until(() ->
                            instance.metric("txstream_projection_lag_records").equals("0.0"));
            var open = log.receiveInOpenTransaction("open");
            await().atMost(TIMEOUT)
                    .until(() -> instance.metric("txstream_projection_lag_uncommitted_records")
                                    .equals("1.0")
                            && instance.metric("txstream_projection_lag_records")
                                    .equals("1.0"));
            open.abortTransaction();
            open.close();
            await().atMost(TIMEOUT)
                    .until(() ->
                            instance.metric("txstream_projection_lag_records").equals("0.0"));
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(ProjectionContinuityIT::run)
                .hasRootCauseInstanceOf(StartupProblemException.class)
                .rootCause();
    }

    private static StatusInstance run(String... settings) {
        return new StatusInstance(kafka.bootstrapServers(), postgres.r2dbcUrl(), settings);
    }

    private static List<String> ids(String prefix) {
        return IntStream.range(0, 5).mapToObj(i -> prefix + i).toList();
    }

    private static void awaitProcessed(StatusInstance instance, List<String> ids) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(ids)
                        .allSatisfy(id -> assertThat(instance.lookup(id)).isEqualTo("PROCESSED")));
    }
}
