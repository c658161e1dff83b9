package io.txstream.testsupport.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request with its answer.
 *
 * @param request as it was sent
 * @param answer as it was received, to its end
 */
public record HttpExchange(Request request, Answer answer) {

    /**
     * A request.
     *
     * @param target the path with the query, percent-encoded
     * @param body empty if there is none
     */
    public record Request(String method, String target, HttpHeaders headers, String body) {

        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        /** Returns the query without its question mark; empty if there is none. */
        String query() {
            int query = target.indexOf('?');
            return query < 0 ? "" : target.substring(query + 1);
        }
    }

    /** An answer. The body is empty if there is none. */
    public record Answer(int status, HttpHeaders headers, String body) {}

    /** Returns the exchange of the JDK's client. */
    public static HttpExchange of(HttpResponse<String> response) {
        HttpRequest request = response.request();
        String query = request.uri().getRawQuery();
        String target = request.uri().getRawPath() + (query == null ? "" : "?" + query);
        return new HttpExchange(
                new Request(request.method(), target, request.headers(), PublishedBody.of(request)),
                new Answer(response.statusCode(), response.headers(), response.body()));
    }

    /** Returns the exchange of a connection that ended with it. The answer must not be chunked. */
    public static HttpExchange ofRaw(String request, String answer) {
        String[] line = request.split(" ", 3);
        int status = Integer.parseInt(answer.split(" ", 3)[1]);
        return new HttpExchange(
                new Request(line[0], line[1], headers(request), body(request)),
                new Answer(status, headers(answer), body(answer)));
    }

    private static HttpHeaders headers(String message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        message.substring(0, endOfHead(message)).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        });
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private static String body(String message) {
        String bytes = message.substring(Math.min(message.length(), endOfHead(message) + 4));
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    private static int endOfHead(String message) {
        int end = message.indexOf("\r\n\r\n");
        return end < 0 ? message.length() : end;
    }
}
