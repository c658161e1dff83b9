package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.local.docs.MarkdownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code infra/docs/operations.md} lists exactly the metrics that the running services have. */
class DocumentedMetricsIT {

    private static final Path PAGE = Path.of("../../infra/docs/operations.md");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (txstream_\\w+) ");
    private static final Pattern NAME = Pattern.compile("^txstream_\\w+");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void theTableListsEveryMetric() throws IOException {
        LocalStack stack = RunningStack.get();
        var gateway = new ApiClient(stack.gateway().url());
        gateway.submit(ApiClient.transaction("documented-metrics", "1"));
        await().atMost(TIMEOUT).until(() -> gateway.status("documented-metrics"), "PROCESSED"::equals);

        Set<String> exposed = families(Stream.of(stack.gateway(), stack.processor(), stack.status())
                .map(service ->
                        new ApiClient(service.url()).get("/actuator/prometheus").body())
                .toList());

        assertThat(documented(Files.readAllLines(PAGE)))
                .as("the table, compared with the running services")
                .containsExactlyInAnyOrderElementsOf(exposed);
    }

    @Test
    void readsTheFamiliesOfAScrape() {
        String scrape = """
                # HELP txstream_a_seconds some time
                # TYPE txstream_a_seconds histogram
                txstream_a_seconds_bucket{le="0.1"} 1
                # TYPE txstream_a_seconds_max gauge
                # TYPE txstream_b_max gauge
                # TYPE jvm_c gauge
                """;
        assertThat(families(List.of(scrape, "# TYPE txstream_d_total counter\n")))
                .containsExactly("txstream_a_seconds", "txstream_b_max", "txstream_d_total");
    }

    @Test
    void readsTheNamesOfTheTable() {
        List<String> page = List.of(
                "| metric | meaning |",
                "| --- | --- |",
                "| `txstream_a_total{outcome}`, `txstream_b` | not `txstream_c` |",
                "`txstream_d`");
        assertThat(documented(page)).containsExactly("txstream_a_total", "txstream_b");
    }

    /** Without the {@code _max} gauge that Micrometer adds to every timer. */
    private static Set<String> families(Collection<String> scrapes) {
        Set<String> all = scrapes.stream()
                .flatMap(scrape -> FAMILY.matcher(scrape).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        return all.stream()
                .filter(name -> !name.endsWith("_max") || !all.contains(name.substring(0, name.length() - 4)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented(List<String> page) {
        return MarkdownTable.rows(page).stream()
                .flatMap(row -> MarkdownTable.code(row.get(0)).stream())
                .flatMap(name -> NAME.matcher(name).results())
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
