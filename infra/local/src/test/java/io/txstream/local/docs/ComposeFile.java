package io.txstream.local.docs;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The files of {@code infra/compose}, with the values that apply where no variable is set. */
final class ComposeFile {

    static final Path DIRECTORY = RepositoryFile.ROOT.resolve("infra/compose");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    private final String text;
    private final Map<?, ?> services;

    ComposeFile(String name) throws IOException {
        text = Files.readString(DIRECTORY.resolve(name));
        Map<?, ?> file = new Yaml().load(withDefaults(text));
        services = map(file.get("services"));
    }

    /** Returns the variables that the file reads from its environment, with their defaults. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        VARIABLE.matcher(text).results().forEach(variable -> variables.put(variable.group(1), variable.group(2)));
        return variables;
    }

    /** Returns the names of the services that have a setting, such as {@code build}. */
    List<String> with(String setting) {
        return services.keySet().stream()
                .map(String::valueOf)
                .filter(service -> service(service).containsKey(setting))
                .toList();
    }

    /** Returns a setting of a service as text; empty if it has none. */
    String text(String service, String setting) {
        return String.valueOf(requireNonNullElse(service(service).get(setting), ""));
    }

    /** Returns the elements of a list, such as the published ports. */
    List<String> list(String service, String setting) {
        Object value = service(service).get(setting);
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Returns the variables of a container, those of its {@code env_file} included. */
    Map<String, String> environment(String service) {
        Map<String, String> all = new HashMap<>();
        list(service, "env_file")
                .forEach(file -> properties(file).forEach((key, value) -> all.put("" + key, "" + value)));
        Object own = service(service).get("environment");
        if (own != null) {
            map(own).forEach((key, value) -> all.put("" + key, "" + value));
        }
        return all;
    }

    private static String withDefaults(String text) {
        return VARIABLE.matcher(text).replaceAll(variable -> Matcher.quoteReplacement(variable.group(2)));
    }

    private static Properties properties(String file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(DIRECTORY.resolve(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private Map<?, ?> service(String name) {
        return map(services.get(name));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) requireNonNull(value);
    }

    /** Returns every part of the text that a pattern's first group matches. */
    static List<String> find(String pattern, String text) {
        var found = new ArrayList<String>();
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }
}
