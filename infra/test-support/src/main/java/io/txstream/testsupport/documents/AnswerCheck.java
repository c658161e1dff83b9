package io.txstream.testsupport.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks an answer against a response of the document. */
final class AnswerCheck {

    /** Those that every answer may have: of the content, which is documented with it, or of the connection. */
    private static final Set<String> STANDARD_HEADERS =
            Set.of("content-type", "content-length", "date", "connection", "keep-alive", "transfer-encoding");

    private final SchemaDocument document;
    private final JsonNode response;

    AnswerCheck(SchemaDocument document, JsonNode response) {
        this.document = document;
        this.response = response;
    }

    List<String> problems(HttpExchange exchange) {
        var problems = new ArrayList<String>();
        headers(exchange.answer(), problems);
        body(exchange, problems);
        return problems;
    }

    private void headers(HttpExchange.Answer answer, List<String> problems) {
        JsonNode documented = response.path("headers");
        documented.forEachEntry((name, reference) -> header(name, document.resolve(reference), answer, problems));
        List<String> names = documented.propertyNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        answer.headers().map().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !names.contains(name) && !STANDARD_HEADERS.contains(name))
                .forEach(name -> problems.add("the header " + name + " is not documented"));
    }

    private void header(String name, JsonNode header, HttpExchange.Answer answer, List<String> problems) {
        Optional<String> value = answer.headers().firstValue(name);
        if (value.isEmpty()) {
            if (header.path("required").asBoolean(false)) {
                problems.add("the header " + name + " is absent");
            }
            return;
        }
        document.problems(header.get("schema"), document.numberOrText(header.get("schema"), value.get()))
                .forEach(problem -> problems.add("the header " + name + ": " + problem));
    }

    /** A body that could not be sent with any other method is not one of HEAD either, but its type is documented. */
    private void body(HttpExchange exchange, List<String> problems) {
        HttpExchange.Answer answer = exchange.answer();
        JsonNode content = response.path("content");
        boolean hasNone = exchange.request().method().equals("HEAD") || content.isEmpty();
        if (hasNone && !answer.body().isEmpty()) {
            problems.add("there is a body");
        }
        Optional<String> type = answer.headers().firstValue("Content-Type").map(AnswerCheck::essence);
        if (content.isEmpty() || (type.isEmpty() && hasNone)) {
            return;
        }
        JsonNode media = content.get(type.orElse("none"));
        if (media == null) {
            problems.add("the content type " + type.orElse("none") + " is not documented");
        } else if (!hasNone) {
            problems.addAll(new BodyCheck(document, media).problems(type.orElseThrow(), answer.body()));
        }
    }

    /** Returns the media type without its parameters. */
    static String essence(String mediaType) {
        return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
