package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.ProjectedTables;
import io.txstream.status.RunningStatusQuery;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pages while a writer inserts rows and moves their statuses. */
@Timeout(180)
class StablePagesIT {

    private static final int OLD = 1_500;

    private static final String INSERT = """
            INSERT INTO transactions
            SELECT '%1$s' || i, 'PROCESSING', 'a', 'b', 1, 'EUR',
                timestamptz '2025-10-29 10:00:00Z' + interval '1 ms' * (%2$d + i / 20), NULL, 0, i, NULL
            FROM generate_series(1, %3$d) AS i
            """;

    /** As a batch of processed events does. */
    private static final String PROCESS = """
            UPDATE transactions SET status = 'PROCESSED', processed_at = now()
            WHERE transaction_id IN (SELECT transaction_id FROM transactions WHERE status = 'PROCESSING'
                ORDER BY random() LIMIT 40)
            """;

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;
    private static ProjectedTables tables;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        tables = new ProjectedTables(status.postgres().jdbcUrl());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> status.send("GET", "/v1/transactions").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    /** Every row that existed before the first page is on one page. */
    @Test
    void noRowOccursTwiceAndNoneIsSkipped() {
        tables.execute("TRUNCATE projection_offsets, transactions", INSERT.formatted("old", 0, OLD));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> status.send("GET", "/v1/transactions").statusCode() == 200);
        var stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(stop));
        for (String filter : List.of("", "&source_account=a", "&currency=EUR")) {
            List<String> ids = ids("?limit=37" + filter);
            assertThat(new HashSet<>(ids)).as("no row twice").hasSameSizeAs(ids);
            assertThat(ids).as("none skipped").containsAll(oldIds());
        }
        // A row that moves to another status leaves or enters such a list. None occurs twice.
        for (String filter : List.of("&status=PROCESSING", "&status=PROCESSED")) {
            assertThat(ids("?limit=37" + filter)).doesNotHaveDuplicates();
        }
        stop.set(true);
        writer.join();
        assertThat(ids("?limit=500")).hasSizeGreaterThan(OLD); // something was written meanwhile
    }

    private static void write(AtomicBoolean stop) {
        for (int round = 1; !stop.get(); round++) {
            tables.execute(INSERT.formatted("new" + round + "_", 1_000_000 + round, 10), PROCESS);
        }
    }

    private static Set<String> oldIds() {
        return new HashSet<>(
                IntStream.rangeClosed(1, OLD).mapToObj(i -> "old" + i).toList());
    }

    private static List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> page = status.send("GET", "/v1/transactions" + query + cursor);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            JsonNode body = new JsonMapper().readTree(page.body());
            body.get("transactions")
                    .forEach(item -> ids.add(item.get("transaction_id").stringValue()));
            cursor = body.get("next").isNull()
                    ? ""
                    : "&cursor=" + body.get("next").stringValue();
        } while (!cursor.isEmpty());
        return ids;
    }
}
