package io.txstream.testsupport.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.testsupport.documents.PathTemplates.Match;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Checks a request that was answered without an error: the server must refuse what breaks the document. */
final class RequestCheck {

    private final SchemaDocument document;
    private final Match match;
    private final JsonNode operation;

    RequestCheck(SchemaDocument document, Match match, JsonNode operation) {
        this.document = document;
        this.match = match;
        this.operation = operation;
    }

    List<String> problems(HttpExchange.Request request) {
        var problems = new ArrayList<String>();
        Map<String, List<String>> path = new LinkedHashMap<>();
        // A plus sign in a path is no space.
        match.parameters().forEach((name, value) -> path.put(name, List.of(decode(value.replace("+", "%2B")))));
        parameters("path", path, problems);
        query(request, problems);
        request.headers().map().forEach((name, values) -> parameters("header", Map.of(name, values), problems));
        body(request, problems);
        return problems;
    }

    private void query(HttpExchange.Request request, List<String> problems) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : request.query().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.computeIfAbsent(decode(parts[0]), name -> new ArrayList<>())
                    .add(parts.length == 1 ? "" : decode(parts[1]));
        }
        query.remove("");
        parameters("query", query, problems);
        List<String> documented = parameters("query").stream()
                .map(parameter -> parameter.get("name").asString())
                .toList();
        // An operation without parameters ignores them all.
        query.keySet().stream()
                .filter(name -> !documented.isEmpty() && !documented.contains(name))
                .forEach(name -> problems.add("the parameter " + name + " was accepted, but is not documented"));
    }

    private void parameters(String in, Map<String, List<String>> values, List<String> problems) {
        for (JsonNode parameter : parameters(in)) {
            String name = parameter.get("name").asString();
            values.entrySet().stream()
                    .filter(value -> value.getKey().equalsIgnoreCase(name))
                    .flatMap(value -> parameterProblems(parameter, value.getValue()).stream())
                    .forEach(problem -> problems.add("the parameter " + name + " was accepted: " + problem));
        }
    }

    private List<String> parameterProblems(JsonNode parameter, List<String> values) {
        if (values.size() > 1 && parameter.get("in").asString().equals("query")) {
            return List.of("it is repeated");
        }
        JsonNode schema = parameter.get("schema");
        return document.problems(schema, document.numberOrText(schema, values.get(0)));
    }

    private List<JsonNode> parameters(String in) {
        return List.of(match.item(), operation).stream()
                .flatMap(node -> StreamSupport.stream(node.path("parameters").spliterator(), false))
                .map(document::resolve)
                .filter(parameter -> parameter.get("in").asString().equals(in))
                .toList();
    }

    private void body(HttpExchange.Request request, List<String> problems) {
        JsonNode content = document.resolve(operation.path("requestBody")).path("content");
        if (content.isEmpty()) {
            return;
        }
        String type = request.headers()
                .firstValue("Content-Type")
                .map(AnswerCheck::essence)
                .orElse("application/json");
        JsonNode media = content.has(type) ? content.get(type) : content.get(type.replaceFirst("/.*\\+", "/*+"));
        if (media == null) {
            problems.add("the content type " + type + " was accepted, but is not documented");
        } else {
            document.problems(media.get("schema"), request.body())
                    .forEach(problem -> problems.add("the body was accepted: " + problem));
        }
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, UTF_8);
    }
}
