package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.Broker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Accepted transactions survive the end of any process. */
class RecoveryIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());
    private final TopicRecords topics = new TopicRecords(stack.kafka().bootstrapServers());

    @Test
    void processedOnceThoughTheProcessorIsKilledWhileTransactionsWait() {
        List<String> ids = post("killed");
        stack.processor().kill();
        stack.processor().start();
        send(ids);
        awaitProcessed(ids);
        send(ids);
        awaitProcessed(post("after-killed"));
        assertThat(ids).allSatisfy(id -> assertThat(topics.processed(id)).hasSize(1));
    }

    @Test
    void nothingLostThoughTheBrokerIsKilled() {
        List<String> ids = post("broker");
        Broker broker = RunningStack.broker();
        broker.kill();
        assertThat(client.post(transaction("unacknowledged", "1")).statusCode()).isEqualTo(503);
        broker.start();
        awaitProcessed(ids);
        assertThat(ids).allSatisfy(id -> assertThat(topics.processed(id)).hasSize(1));
    }

    @Test
    void rebuildableTablesHoldTheSameRowsAfterARebuild() throws SQLException {
        awaitProcessed(post("rebuilt"));
        List<String> before = rows();
        stack.status().stop();
        execute("TRUNCATE transactions, projection_offsets");
        stack.status().start();
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(rows()).containsExactlyElementsOf(before));
        assertThat(before).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void theProjectionWaitsForItsDatabase() {
        RunningStack.database().kill();
        client.submit(transaction("meanwhile", "1"));
        assertThat(client.lookup("meanwhile").statusCode()).isEqualTo(503);
        RunningStack.database().start();
        awaitProcessed(List.of("meanwhile"));
    }

    private List<String> post(String prefix) {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> prefix + i).toList();
        send(ids);
        return ids;
    }

    private void send(List<String> ids) {
        ids.forEach(id -> client.submit(transaction(id, "1")));
    }

    private void awaitProcessed(List<String> ids) {
        ids.forEach(id -> await().atMost(TIMEOUT).until(() -> client.status(id), "PROCESSED"::equals));
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(RunningStack.database().jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT t::text FROM transactions t ORDER BY transaction_id")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(RunningStack.database().jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
