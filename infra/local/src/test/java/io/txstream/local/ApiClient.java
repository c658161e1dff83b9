package io.txstream.local;

import static org.awaitility.Awaitility.await;

import io.txstream.testsupport.documents.HttpExchange;
import io.txstream.testsupport.documents.OpenApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the HTTP contract that knows nothing but the base URL. Checks each answer against the OpenAPI document.
 */
final class ApiClient {

    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z]+)\"");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String baseUrl;
    private final Consumer<HttpResponse<String>> check;

    ApiClient(String baseUrl) {
        this(baseUrl, answer -> OpenApi.ofTheContract().check(HttpExchange.of(answer)));
    }

    private ApiClient(String baseUrl, Consumer<HttpResponse<String>> check) {
        this.baseUrl = baseUrl;
        this.check = check;
    }

    /** Returns a client that checks nothing, for tests that send much or measure time. */
    static ApiClient forLoad(String baseUrl) {
        return new ApiClient(baseUrl, answer -> {});
    }

    /** Returns the body of a webhook. */
    static String transaction(String id, String amount) {
        return """
                {"transaction_id":"%s","source_account":"acc_user_789","destination_account":"acc_merchant_456",\
                "amount":%s,"currency":"INR"}""".formatted(id.replace("\\", "\\\\").replace("\"", "\\\""), amount);
    }

    HttpResponse<String> post(String body) {
        return send(request("/v1/webhooks/transactions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Sends a webhook until it is accepted, as senders do: a cold or busy gateway can answer 503. */
    HttpResponse<String> submit(String body) {
        HttpResponse<String> answer =
                await().atMost(SUBMIT_TIMEOUT).until(() -> post(body), any -> any.statusCode() != 503);
        if (answer.statusCode() != 202) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> lookup(String id) {
        return get("/v1/transactions/" + id);
    }

    /** Returns the transaction's status, or the HTTP status code if the answer is not 200. */
    String status(String id) {
        HttpResponse<String> answer = lookup(id);
        Matcher status = STATUS.matcher(answer.body());
        return answer.statusCode() == 200 && status.find() ? status.group(1) : String.valueOf(answer.statusCode());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            check.accept(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
