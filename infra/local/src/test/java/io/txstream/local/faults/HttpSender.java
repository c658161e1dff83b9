package io.txstream.local.faults;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A sender of webhooks as they are: tries again on a 503, a broken connection and silence, and gives up after a while. */
final class HttpSender {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 3;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String name;
    private final URI webhooks;
    private final History history;
    private final Clock clock = Clock.systemUTC();

    HttpSender(String name, String baseUrl, History history) {
        this.name = name;
        this.webhooks = URI.create(baseUrl + "/v1/webhooks/transactions");
        this.history = history;
    }

    /** Hands it in, again and again, and returns how that ended. */
    Outcome deliver(Message message) {
        Instant deadline = clock.instant().plus(PATIENCE);
        for (int attempt = 1; ; attempt++) {
            Instant sentAt = clock.instant();
            Answer answer = post(message);
            history.add(new Write(name, attempt, message, sentAt, answer));
            boolean givesUp =
                    clock.instant().isAfter(deadline) || Thread.currentThread().isInterrupted();
            if (answer.outcome() != Outcome.UNKNOWN || givesUp) {
                return answer.outcome();
            }
            Pacing.pause(FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS)));
        }
    }

    private Answer post(Message message) {
        byte[] body = requireNonNullElse(message.value(), new byte[0]);
        HttpRequest request = HttpRequest.newBuilder(webhooks)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return new Answer(outcome(status), Integer.toString(status), clock.instant(), null);
        } catch (IOException broken) {
            return new Answer(Outcome.UNKNOWN, broken.toString(), clock.instant(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Outcome.UNKNOWN, "interrupted", clock.instant(), null);
        }
    }

    private static Outcome outcome(int status) {
        if (status == 202) {
            return Outcome.ACKNOWLEDGED;
        }
        return status >= 400 && status < 500 ? Outcome.REFUSED : Outcome.UNKNOWN;
    }
}
