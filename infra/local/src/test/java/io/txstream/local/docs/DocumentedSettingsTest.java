package io.txstream.local.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code infra/docs/settings.md} lists exactly the settings that the services have, with their defaults. */
class DocumentedSettingsTest {

    private static final List<String> MODULES =
            List.of("infra/service-base", "ingest-gateway", "processor-stream", "status-query");

    private static final String METADATA = "target/classes/META-INF/spring-configuration-metadata.json";
    private static final Pattern VARIABLE = Pattern.compile("TXSTREAM_[A-Z0-9_]*[A-Z0-9]");

    /** The default of a setting that has none in the metadata: the table must say so. */
    private static final String NO_DEFAULT = "none";

    @Test
    void theTableListsEverySettingWithItsDefault() throws IOException {
        assertThat(documented(lines("infra/docs/settings.md")))
                .as("the table, compared with the configuration metadata")
                .containsExactlyInAnyOrderEntriesOf(settings());
    }

    @Test
    void noDocumentNamesASettingThatDoesNotExist() throws IOException {
        Set<String> known = settings().keySet();
        List<String> unknown = RepositoryFile.all().stream()
                .filter(file ->
                        file.path().equals("README.md") || file.directory().equals("infra/docs"))
                .flatMap(file -> unknown(file, known))
                .toList();
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyModuleHasSettings() throws IOException {
        assertThat(settings())
                .containsKeys("TXSTREAM_INGEST_ACK_TIMEOUT", "TXSTREAM_PROCESSOR_DELAY")
                .containsKeys("TXSTREAM_PROJECTION_CONSUMERS")
                .anySatisfy((variable, value) -> assertThat(variable).startsWith("TXSTREAM_TOPICS_"));
    }

    @Test
    void readsNamesAndDefaultsFromTheMetadata() {
        String json = """
                {"groups": [{"name": "txstream.a", "type": "A"}], "hints": [{"name": "txstream.hint"}],
                 "properties": [
                   {"name": "txstream.a.max-size", "type": "Size", "defaultValue": "64KB"},
                   {"name": "txstream.a.count", "description": "a } brace", "defaultValue": 2},
                   {"name": "txstream.a.on", "defaultValue": true, "deprecation": {"name": "x", "level": "error"}},
                   {"name": "txstream.a.url"},
                   {"name": "spring.other", "defaultValue": "1"}]}""";
        assertThat(properties(json))
                .isEqualTo(Map.of(
                        "TXSTREAM_A_MAX_SIZE", "64KB",
                        "TXSTREAM_A_COUNT", "2",
                        "TXSTREAM_A_ON", "true",
                        "TXSTREAM_A_URL", NO_DEFAULT));
    }

    @Test
    void readsTheRowsOfTheTable() {
        List<String> page = List.of(
                "| variable | default | service | meaning |",
                "| --- | --- | --- | --- |",
                "| `SERVER_PORT` | 8000 | all | not ours |",
                "| `TXSTREAM_A_MAX_SIZE` | `64KB` | a | 1KB to `TXSTREAM_A_OTHER` |",
                "prose about `TXSTREAM_A_COUNT`");
        assertThat(documented(page)).isEqualTo(Map.of("TXSTREAM_A_MAX_SIZE", "64KB"));
    }

    @Test
    void reportsAnUnknownVariable() {
        var page = new RepositoryFile("infra/docs/a.md", List.of("TXSTREAM_* and `TXSTREAM_A`,", "TXSTREAM_B_C=1"));
        assertThat(unknown(page, Set.of("TXSTREAM_A"))).containsExactly("infra/docs/a.md:2: TXSTREAM_B_C");
        assertThat(unknown(page, Set.of("TXSTREAM_A", "TXSTREAM_B_C"))).isEmpty();
    }

    private static Stream<String> unknown(RepositoryFile file, Set<String> known) {
        var findings = new ArrayList<String>();
        for (int i = 0; i < file.lines().size(); i++) {
            int number = i + 1;
            VARIABLE.matcher(file.lines().get(i))
                    .results()
                    .map(MatchResult::group)
                    .filter(variable -> !known.contains(variable))
                    .forEach(variable -> findings.add(file.path() + ":" + number + ": " + variable));
        }
        return findings.stream();
    }

    private static Map<String, String> documented(List<String> page) {
        return MarkdownTable.rows(page).stream()
                .filter(row -> row.size() > 1 && row.get(0).startsWith("`TXSTREAM_"))
                .collect(toMap(row -> plain(row.get(0)), row -> plain(row.get(1))));
    }

    /** Returns the content of a cell that is one code span; any other cell as it is written. */
    private static String plain(String cell) {
        return MarkdownTable.isCode(cell) ? MarkdownTable.code(cell).get(0) : cell;
    }

    /** Returns the default of every {@code txstream.*} property of all modules, by environment variable. */
    private static Map<String, String> settings() throws IOException {
        var settings = new TreeMap<String, String>();
        for (String module : MODULES) {
            Path metadata = RepositoryFile.ROOT.resolve(module).resolve(METADATA);
            assertThat(metadata).as("built before this test: mvn -am builds it").isRegularFile();
            settings.putAll(properties(Files.readString(metadata)));
        }
        return settings;
    }

    private static Map<String, String> properties(String metadata) {
        var properties = new TreeMap<String, String>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), metadata)) {
            json.nextToken();
            for (String section = json.nextName(); section != null; section = json.nextName()) {
                json.nextToken();
                if (section.equals("properties")) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        Map<String, String> property = scalars(json);
                        properties.put(
                                property.getOrDefault("name", ""), property.getOrDefault("defaultValue", NO_DEFAULT));
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
        return properties.entrySet().stream()
                .filter(property -> property.getKey().startsWith("txstream."))
                .collect(toMap(property -> variable(property.getKey()), Map.Entry::getValue));
    }

    private static Map<String, String> scalars(JsonParser json) {
        var scalars = new TreeMap<String, String>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (json.nextToken().isScalarValue()) {
                scalars.put(name, json.getString());
            } else {
                json.skipChildren();
            }
        }
        return scalars;
    }

    private static String variable(String property) {
        return property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static List<String> lines(String path) throws IOException {
        return Files.readAllLines(RepositoryFile.ROOT.resolve(path), UTF_8);
    }
}
