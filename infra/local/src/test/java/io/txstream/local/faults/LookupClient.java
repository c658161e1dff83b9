package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks up transactions through any instance, and adds each lookup to the history. */
final class LookupClient {

    private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final History history;
    private final Clock clock = Clock.systemUTC();

    LookupClient(History history) {
        this.history = history;
    }

    Lookup lookUp(String baseUrl, String id) {
        Instant sentAt = clock.instant();
        Optional<HttpResponse<String>> answer = get(URI.create(baseUrl + "/v1/transactions/" + id));
        Status status = answer.map(LookupClient::status).orElse(Status.UNKNOWN);
        String error = answer.map(received -> error(status, received)).orElse("");
        var lookup = new Lookup(baseUrl, id, status, error, sentAt, clock.instant());
        history.add(lookup);
        return lookup;
    }

    private Optional<HttpResponse<String>> get(URI uri) {
        try {
            return Optional.of(
                    http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String error(Status status, HttpResponse<String> answer) {
        return switch (status) {
            case FAILED -> answer.statusCode() + " " + answer.body();
            case UNKNOWN -> String.valueOf(answer.statusCode());
            default -> "";
        };
    }

    private static Status status(HttpResponse<String> response) {
        if (response.statusCode() == 404) {
            return Status.NOT_FOUND;
        }
        Matcher status = STATUS.matcher(response.body());
        if (response.statusCode() == 200 && status.find()) {
            return Status.valueOf(status.group(1));
        }
        return response.statusCode() == 503 ? Status.UNKNOWN : Status.FAILED;
    }
}
