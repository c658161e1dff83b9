package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.ProjectedTables;
import io.txstream.status.RunningStatusQuery;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists over HTTP, of rows that are written into the table directly. */
@Timeout(180)
class ListsIT {

    private static final String PATH = "/v1/transactions";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    /** Ten have each time. Ids sort by their bytes: upper case, lower case, then the rest. */
    private static final String ROWS = """
            INSERT INTO transactions
            SELECT substr('aBü', 1 + i % 3, 1) || i, 'PROCESSED', 'acc ' || i % 2, 'ü&' || i % 3, i, 'EUR',
                timestamptz '2025-10-29 10:00:00Z' + interval '1 second' * (i / 10), now(), 0, i, NULL
            FROM generate_series(1, 95) AS i
            """;

    private static final String OTHERS = """
            INSERT INTO transactions VALUES
            ('processing', 'PROCESSING', 'x', 'y', 1500.50, 'INR', '2025-10-30T00:00:00.123Z', NULL, 0, 100, NULL),
            ('rejected', 'REJECTED', NULL, NULL, NULL, NULL, '2025-10-30T00:00:01Z', NULL, 0, 101, 'KEY_MISMATCH')
            """;

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        new ProjectedTables(status.postgres().jdbcUrl()).execute(ROWS, OTHERS);
        await().atMost(TIMEOUT).until(() -> get("").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    private record Listed(String id, String createdAt) {}

    @Test
    void pagesFollowEachOtherNewestFirstByCursorAndByLink() {
        List<Listed> all = new ArrayList<>();
        String query = "?limit=7&created_to=2025-10-29T23:59:59Z";
        String target = PATH + query;
        while (target != null) {
            HttpResponse<String> page = status.send("GET", target);
            JsonNode body = JSON.readTree(page.body());
            body.get("transactions")
                    .forEach(item -> all.add(new Listed(
                            item.get("transaction_id").stringValue(),
                            item.get("created_at").stringValue())));
            String next = body.get("next").isNull() ? null : body.get("next").stringValue();
            String link = page.headers().firstValue("Link").orElse(null);
            assertThat(link == null).isEqualTo(next == null);
            target = link == null ? null : link.replaceAll("^<(.*)>; rel=\"next\"$", "$1");
            assertThat(target == null || target.contains("cursor=" + next)).isTrue();
        }
        assertThat(all).hasSize(95).isEqualTo(sorted(all)).doesNotHaveDuplicates();
    }

    private static List<Listed> sorted(List<Listed> listed) {
        return listed.stream()
                .sorted(Comparator.comparing(Listed::createdAt)
                        .thenComparing(Listed::id, Comparator.naturalOrder()) // as UTF-8 below U+D800
                        .reversed())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 50",
        "?limit=500, 97",
        "?limit=500&status=PROCESSED, 95",
        "?status=PROCESSING, 1",
        "?status=REJECTED, 1",
        "?reason=KEY_MISMATCH, 1",
        "?reason=MALFORMED_JSON, 0",
        "?limit=100&currency=EUR, 95",
        "?currency=USD, 0",
        "?source_account=acc+1, 48",
        "?source_account=acc%201&destination_account=%C3%BC%260, 16",
        "?status=PROCESSED&source_account=x, 0",
        "?created_from=2025-10-29T10:00:09Z, 8",
        "?created_from=2025-10-29T10:00:08Z&created_to=2025-10-29T10:00:09Z, 10",
        "?currency=EUR&created_from=2025-10-29T10:00:08Z&created_to=2025-10-29T10:00:09Z, 10",
        "?created_from=2025-10-30T01:00:00.123%2B01:00&created_to=2025-10-30T00:00:00.124Z, 1",
    })
    void aFilterRestrictsTheList(String query, int size) {
        HttpResponse<String> answer = get(query);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("transactions")).hasSize(size);
    }

    @Test
    void anItemIsTheAnswerToItsLookup() {
        String item = status.send("GET", PATH + "/processing").body();
        HttpResponse<String> list = get("?status=PROCESSING");
        assertThat(list.body()).isEqualTo("{\"transactions\":[" + item + "],\"next\":null}");
        assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(list.headers().allValues("Vary")).contains("Accept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "limit=x",
                "limit=",
                "limit=1&limit=1",
                "status=done",
                "source_account=%00",
                "destination_account=",
                "currency=eur",
                "reason=x",
                "created_from=yesterday",
                "created_to=2025-10-29&created_from=2025-10-30T00:00:00Z",
                "cursor=x",
                "cursor=",
                "wait=30s",
                "page=2"
            })
    void aBadParameterIsNamed(String query) {
        String parameter = query.substring(0, query.indexOf('='));
        for (String type : List.of("application/json", "text/csv", "application/x-ndjson")) {
            if (query.equals("limit=501") && !type.equals("application/json")) {
                continue; // an export has no highest limit
            }
            HttpResponse<String> answer = status.send("GET", PATH + "?" + query, type);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(JSON.readTree(answer.body()).get("parameter").stringValue())
                    .isEqualTo(parameter);
        }
    }

    @Test
    void aReversedRangeAndAForeignCursorAreBadParameters() {
        assertThat(get("?created_from=2025-10-30T00:00:00Z&created_to=2025-10-29T00:00:00Z"))
                .satisfies(answer -> isBad(answer, "created_to"));
        String cursor = JSON.readTree(get("?limit=1").body()).get("next").stringValue();
        assertThat(get("?limit=2&cursor=" + cursor).statusCode()).isEqualTo(200);
        assertThat(get("?currency=EUR&cursor=" + cursor)).satisfies(answer -> isBad(answer, "cursor"));
        assertThat(get("?cursor=" + cursor.substring(0, cursor.length() - 4)))
                .satisfies(answer -> isBad(answer, "cursor"));
    }

    private static void isBad(HttpResponse<String> answer, String parameter) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("parameter").stringValue()).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json;q=0", "nonsense", "image/*", "text/event-stream"})
    void aTypeThatIsNotOfferedIsNotAcceptable(String accept) {
        HttpResponse<String> answer = status.send("GET", PATH, accept);
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("application/json, text/csv, application/x-ndjson");
    }

    @Test
    void exportsHaveTheWholeSelection() {
        HttpResponse<String> csv = status.send("GET", PATH + "?currency=EUR", "text/csv");
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().lines())
                .hasSize(96)
                .startsWith("transaction_id,source_account,destination_account,amount,currency,status,created_at,"
                        + "processed_at,due_at,reason");
        HttpResponse<String> ndjson = status.send("GET", PATH + "?status=PROCESSING", "application/x-ndjson");
        assertThat(ndjson.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(ndjson.body())
                .isEqualTo(status.send("GET", PATH + "/processing").body() + "\n");
        assertThat(status.send("GET", PATH, "application/x-ndjson").body().lines())
                .hasSize(97);
        assertThat(status.send("GET", PATH + "?limit=60", "text/csv").body().lines())
                .hasSize(61);
        assertThat(status.send("GET", PATH + "?currency=USD", "application/x-ndjson")
                        .body())
                .isEmpty();
    }

    @Test
    void headAnswersAsGetWithoutTheBody() {
        HttpResponse<String> page = status.send("HEAD", PATH + "?limit=1");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEmpty();
        for (String header : List.of("Content-Type", "Content-Length", "Link")) {
            assertThat(page.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(get("?limit=1").headers().firstValue(header));
        }
        HttpResponse<String> export = status.send("HEAD", PATH, "text/csv");
        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(export.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(status.send("HEAD", PATH + "?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void optionsAndOtherMethodsNameTheSameMethods() {
        HttpResponse<String> options = status.send("OPTIONS", PATH);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().allValues("Allow")).containsExactly("GET,HEAD");
        HttpResponse<String> post = status.send("POST", PATH);
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().allValues("Allow")).containsExactly("GET,HEAD");
    }

    private static HttpResponse<String> get(String query) {
        return status.send("GET", PATH + query);
    }
}
