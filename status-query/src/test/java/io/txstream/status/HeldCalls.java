package io.txstream.status;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of an instance that take long. */
final class HeldCalls {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();

    private final int port;

    HeldCalls(StatusInstance instance) {
        port = instance.port();
    }

    /** Sends a request with headers, each as a name and a value. Does not wait for the answer. */
    CompletableFuture<HttpResponse<String>> send(String method, String path, String... headers) {
        return HTTP.sendAsync(request(method, path, headers), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers).orTimeout(90, TimeUnit.SECONDS).join();
    }

    private HttpRequest request(String method, String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }
}
