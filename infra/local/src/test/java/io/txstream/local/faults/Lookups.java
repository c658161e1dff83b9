package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Seen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at transactions, through whatever instance. */
final class Lookups {
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([A-Z]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final History history;
    private final Clock clock = Clock.systemUTC();

    Lookups(History history) {
        this.history = history;
    }

    Seen look(String baseUrl, String id) {
        Instant sentAt = clock.instant();
        Seen seen = get(URI.create(baseUrl + "/v1/transactions/" + id));
        history.add(new Lookup(baseUrl, id, seen, sentAt, clock.instant()));
        return seen;
    }

    private Seen get(URI uri) {
        try {
            return seen(http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofString()));
        } catch (IOException broken) {
            return Seen.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Seen.UNKNOWN;
        }
    }

    private static Seen seen(HttpResponse<String> answer) {
        if (answer.statusCode() == 404) {
            return Seen.ABSENT;
        }
        Matcher status = STATUS.matcher(answer.body());
        return answer.statusCode() == 200 && status.find() ? Seen.valueOf(status.group(1)) : Seen.UNKNOWN;
    }
}
