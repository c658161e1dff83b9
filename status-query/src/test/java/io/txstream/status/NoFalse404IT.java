package io.txstream.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.TransactionKey;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Lookups right after the acknowledgement of a record, through two instances: it is found, or the answer is 503. */
@Timeout(300)
class NoFalse404IT {

    private static final int PARTITIONS = 2;
    private static final int PAIRS = 4_000;
    private static final int CLIENTS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Set<String> USED_IDS = ConcurrentHashMap.newKeySet();

    @TempDir
    private static Path directory;

    private static TestServers servers;
    private static StatusInstance one;
    private static StatusInstance other;

    @BeforeAll
    static void start() {
        servers = new TestServers(directory);
        servers.empty();
        one = servers.run();
        other = servers.run();
        TestServers.awaitReady(one, other);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        servers.close();
    }

    @Test
    void noFalse404RightAfterTheAcknowledgement() {
        Map<String, Long> answers = requireNonNull(Flux.range(0, PAIRS)
                .flatMap(
                        i -> Mono.fromSupplier(() -> answerAfterAppend(i)).subscribeOn(Schedulers.boundedElastic()),
                        CLIENTS)
                .collect(Collectors.groupingBy(answer -> answer, Collectors.counting()))
                .block());
        // On a machine that is overloaded, the projection can be behind for longer than a lookup waits.
        assertThat(Set.of("PROCESSING", "503")).containsAll(answers.keySet());
        assertThat(answers.get("PROCESSING")).isGreaterThan(PAIRS * 9L / 10);
    }

    private static String answerAfterAppend(int pair) {
        servers.log().receive("pair" + pair);
        return (pair % 2 == 0 ? one : other).lookup("pair" + pair);
    }

    @Test
    void anUnknownIdIsAnsweredWithoutAWait() {
        assertThat(one.lookup("warm-up")).isEqualTo("404");
        long fastest = IntStream.range(0, 20)
                .mapToLong(i -> {
                    long begin = System.nanoTime();
                    assertThat(one.lookup("unknown" + i)).isEqualTo("404");
                    return System.nanoTime() - begin;
                })
                .min()
                .orElseThrow();
        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(100)); // a wait would end at 250 ms
    }

    @Test
    void noFalse404WhileTheProjectionIsHeldBack() throws SQLException {
        try (var connection = DriverManager.getConnection(servers.postgres().jdbcUrl());
                var lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE projection_offsets IN EXCLUSIVE MODE");
            servers.log().receive("held-back");
            assertThat(one.lookup("held-back")).isEqualTo("503");
            assertThat(other.lookup("held-back")).isEqualTo("503");
            connection.rollback();
        }
        await().atMost(TIMEOUT).until(() -> one.lookup("held-back").equals("PROCESSING"));
        assertThat(other.lookup("held-back")).isEqualTo("PROCESSING");
    }

    /** No consumer returns a marker. */
    @Test
    void noFalse404IsDecidedThoughPartitionsEndWithMarkers() {
        servers.log().abortInEachPartition();
        assertUnknownInEachPartition();
        String misplaced = idOf(0);
        servers.log().forward(misplaced, 0);
        assertThat(other.lookup(misplaced)).isEqualTo("PROCESSING");
        assertUnknownInEachPartition();
    }

    @Test
    void noFalse404BehindAnOpenTransaction() {
        String open = idOf(1);
        try (var producer = servers.log().receiveInOpenTransaction(open)) {
            String behind = idOf(1, "behind");
            servers.log().receive(behind);
            assertThat(one.lookup(behind)).isEqualTo("503");
            assertThat(other.lookup(idOf(1, "unknown"))).isEqualTo("503");
            assertThat(other.lookup(idOf(0, "unknown"))).isEqualTo("404");
            producer.abortTransaction();
            await().atMost(TIMEOUT).until(() -> one.lookup(behind).equals("PROCESSING"));
            assertThat(other.lookup(open)).isEqualTo("404");
        }
    }

    @Test
    void noFalse404WithoutTheBroker() {
        servers.kafka().suspend();
        try {
            assertThat(one.lookup("unknown")).isEqualTo("503");
        } finally {
            servers.kafka().resume();
        }
        await().atMost(TIMEOUT).until(() -> one.lookup("unknown").equals("404"));
    }

    @Test
    void noFalse404WhicheverInstanceProjectsThePartition() {
        // Two partitions of three topics are shared by two instances: each waits for batches that the other has
        // projected.
        for (int i = 0; i < 50; i++) {
            servers.log().receive("announced" + i);
            assertThat(one.lookup("announced" + i)).isEqualTo("PROCESSING");
            assertThat(other.lookup("announced" + i)).isEqualTo("PROCESSING");
        }
    }

    private static void assertUnknownInEachPartition() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String unknown = idOf(partition, "unknown");
            for (StatusInstance instance : List.of(one, other)) {
                assertThat(instance.lookup(unknown)).isEqualTo("404");
            }
        }
    }

    /** Returns a new id whose home partition is the given one. */
    private static String idOf(int partition) {
        return idOf(partition, "id");
    }

    private static String idOf(int partition, String prefix) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> prefix + i)
                .filter(id -> TransactionKey.homePartition(TransactionKey.of(id), PARTITIONS) == partition)
                .filter(USED_IDS::add)
                .findFirst()
                .orElseThrow();
    }
}
