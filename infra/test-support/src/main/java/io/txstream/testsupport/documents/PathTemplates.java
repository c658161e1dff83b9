package io.txstream.testsupport.documents;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The paths of an OpenAPI document. A parameter is one path segment that is not empty. */
final class PathTemplates {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final JsonNode paths;

    PathTemplates(JsonNode paths) {
        this.paths = paths;
    }

    /**
     * A documented path that matches a request.
     *
     * @param template as in the document
     * @param parameters the segments of the request, percent-encoded, by the names of the parameters
     */
    record Match(String template, JsonNode item, Map<String, String> parameters) {}

    /** Returns the best match of a path: the one with the fewest parameters (OpenAPI 3.1, section 4.8.8.1). */
    Optional<Match> match(String path) {
        return paths.propertyNames().stream()
                .sorted(Comparator.comparingLong(
                        template -> PARAMETER.matcher(template).results().count()))
                .flatMap(template -> match(template, path).stream())
                .findFirst();
    }

    private Optional<Match> match(String template, String path) {
        JsonNode item = paths.get(template);
        String end = item.path("x-trailing-slash").asBoolean(false) ? "/?" : "";
        Matcher matcher = Pattern.compile(pattern(template) + end).matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        int group = 1;
        for (Matcher name = PARAMETER.matcher(template); name.find(); group++) {
            parameters.put(name.group(1), matcher.group(group));
        }
        return Optional.of(new Match(template, item, parameters));
    }

    /** Returns a regular expression with a group for each parameter. */
    static String pattern(String template) {
        var pattern = new StringBuilder();
        int literal = 0;
        for (Matcher parameter = PARAMETER.matcher(template); parameter.find(); literal = parameter.end()) {
            pattern.append(Pattern.quote(template.substring(literal, parameter.start())))
                    .append("([^/]+)");
        }
        return pattern.append(Pattern.quote(template.substring(literal))).toString();
    }
}
