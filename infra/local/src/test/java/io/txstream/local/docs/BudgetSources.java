package io.txstream.local.docs;

import io.txstream.broker.BrokerClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.yaml.snakeyaml.Yaml;

/** Reads the effective default of a budget where the code, a configuration file or Kafka defines it. */
final class BudgetSources {

    private BudgetSources() {}

    /**
     * Reads one default.
     *
     * @param source the code spans of the source: a constant; an environment variable; a page with a promise; a module
     *     and a property; or a class of Kafka and a setting
     */
    static Duration read(String text, List<String> source) throws IOException {
        String first = source.get(0);
        if (source.size() == 2) {
            return Budget.parse(
                    text.startsWith("Kafka's default")
                            ? Objects.requireNonNull(kafkaDefaults(first).get(source.get(1)))
                            : property(first, source.get(1)));
        }
        if (first.endsWith(".md")) {
            return promise(text, Path.of("infra/docs").resolve(first));
        }
        return first.startsWith("TXSTREAM_") ? documented(first) : constant(first);
    }

    private static Duration promise(String text, Path page) throws IOException {
        Matcher quoted = Pattern.compile("\"([^\"]*?(\\d+) (ms|s))\"").matcher(text);
        if (!quoted.find()
                || !Files.readString(RepositoryFile.ROOT.resolve(page)).contains(quoted.group(1))) {
            throw new IllegalArgumentException(page + " does not hold the promise of: " + text);
        }
        return Budget.parse(quoted.group(2) + quoted.group(3));
    }

    private static Duration documented(String variable) throws IOException {
        return MarkdownTable.rows(Files.readAllLines(RepositoryFile.ROOT.resolve("infra/docs/settings.md"))).stream()
                .filter(row -> MarkdownTable.code(row.get(0)).equals(List.of(variable)))
                .map(row -> Budget.parse(MarkdownTable.code(row.get(1)).get(0)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("settings.md has no " + variable));
    }

    /** Reads {@code Duration NAME = Duration.ofSeconds(8)} of a class in the main sources of any module. */
    private static Duration constant(String name) throws IOException {
        String type = name.substring(0, name.indexOf('.'));
        String field = name.substring(type.length() + 1);
        var pattern =
                Pattern.compile("\\bDuration " + field + " = Duration\\.of(Millis|Seconds|Hours|Days)\\((\\d+)\\)");
        RepositoryFile file = RepositoryFile.all().stream()
                .filter(candidate -> candidate.isMain() && candidate.name().equals(type + ".java"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no class " + type));
        Matcher match = pattern.matcher(String.join("\n", file.lines()));
        if (!match.find()) {
            throw new IllegalArgumentException(file.path() + " has no duration " + field);
        }
        return Duration.of(
                Long.parseLong(match.group(2)),
                ChronoUnit.valueOf(match.group(1).toUpperCase(Locale.ROOT)));
    }

    private static String property(String module, String name) {
        Path resources = RepositoryFile.ROOT.resolve(module).resolve("src/main/resources");
        Map<String, String> all = new HashMap<>();
        Stream.of("application.yml", "service-defaults.yml", "io/txstream/embedded/kafka/broker.properties")
                .map(resources::resolve)
                .filter(Files::exists)
                .forEach(file -> flatten("", load(file), all));
        return Objects.requireNonNull(all.get(name), module + " does not set " + name);
    }

    private static Object load(Path file) {
        try (var reader = Files.newBufferedReader(file)) {
            if (file.toString().endsWith(".yml")) {
                return new Yaml().load(reader);
            }
            var properties = new Properties();
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds every value under its full name. Brackets, which keep dots in a key together, are removed. */
    private static void flatten(String prefix, Object value, Map<String, String> all) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(prefix + "." + key.toString().replaceAll("[\\[\\]]", ""), inner, all));
        } else {
            all.put(prefix.substring(1), String.valueOf(value));
        }
    }

    private static Map<String, String> kafkaDefaults(String type) {
        Map<?, ?> defaults = switch (type) {
            case "ConsumerConfig" -> ConsumerConfig.configDef().defaultValues();
            case "AbstractKafkaConfig" -> brokerDefaults();
            case "StreamsConfig" -> streamsDefaults();
            default -> throw new IllegalArgumentException("no defaults of " + type);
        };
        Map<String, String> texts = new HashMap<>();
        defaults.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    private static Map<?, ?> brokerDefaults() {
        try (URLClassLoader broker = BrokerClassPath.loader()) {
            Object definition = broker.loadClass("org.apache.kafka.server.config.AbstractKafkaConfig")
                    .getField("CONFIG_DEF")
                    .get(null);
            return (Map<?, ?>) definition.getClass().getMethod("defaultValues").invoke(definition);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Exactly-once processing changes defaults of Kafka Streams and of its producer. */
    private static Map<String, Object> streamsDefaults() {
        var streams = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "any",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "any:9092",
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2));
        Map<String, Object> all = new HashMap<>(streams.getProducerConfigs("any"));
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, streams.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
        return all;
    }
}
