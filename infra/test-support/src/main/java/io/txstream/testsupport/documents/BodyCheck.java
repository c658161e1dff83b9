package io.txstream.testsupport.documents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks a body against a media type of the document. */
final class BodyCheck {

    private static final String EVENT_STREAM = "text/event-stream";

    /** The fields of an event (WHATWG HTML, section 9.2.6). */
    private static final Set<String> EVENT_FIELDS = Set.of("event", "data", "id", "retry");

    private final SchemaDocument document;
    private final JsonNode media;

    BodyCheck(SchemaDocument document, JsonNode media) {
        this.document = document;
        this.media = media;
    }

    List<String> problems(String type, String body) {
        if (type.endsWith("json") && !media.has("x-lines")) {
            return document.problems(media.get("schema"), body);
        }
        if (type.equals(EVENT_STREAM)) {
            return events(body);
        }
        if (media.has("x-lines")) {
            return body.lines()
                    .flatMap(line -> document.problems(media.get("x-lines"), line).stream())
                    .toList();
        }
        return document.problems(media.get("schema"), document.text(body));
    }

    private List<String> events(String body) {
        return Arrays.stream(body.replace("\r\n", "\n").split("\n\n"))
                .map(BodyCheck::fields)
                .flatMap(event -> problems(event).stream())
                .toList();
    }

    /** Returns the values of each field. A line that begins with a colon is a comment. */
    private static Map<String, List<String>> fields(String event) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        event.lines().filter(line -> !line.startsWith(":")).forEach(line -> {
            String[] parts = line.split(":", 2);
            fields.computeIfAbsent(parts[0], name -> new ArrayList<>())
                    .add(parts.length == 1 ? "" : parts[1].stripLeading());
        });
        return fields;
    }

    private List<String> problems(Map<String, List<String>> event) {
        if (!EVENT_FIELDS.containsAll(event.keySet())) {
            return List.of("an event has one of these fields that does not exist: " + event.keySet());
        }
        if (!event.containsKey("data")) {
            return List.of();
        }
        String name = String.join("", event.getOrDefault("event", List.of("message")));
        JsonNode schema = media.path("x-events").get(name);
        return schema == null
                ? List.of("the event " + name + " is not documented")
                : document.problems(schema, String.join("\n", event.get("data")));
    }
}
