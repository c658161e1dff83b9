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
import java.util.List;

/**
 * Sends webhooks as a payment provider does through a balancer: it retries with backoff on a 5xx, a broken connection
 * and a timeout, and gives up after a minute. Each attempt goes to the next gateway, and has a nonce of its own. Not
 * thread-safe.
 */
final class HttpSender {

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int MAX_BACKOFF_DOUBLINGS = 3;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String name;
    private final List<URI> gateways;
    private final History history;
    private final Clock clock = Clock.systemUTC();
    private int sent;

    HttpSender(String name, List<String> baseUrls, History history) {
        this.name = name;
        this.gateways = baseUrls.stream()
                .map(url -> URI.create(url + "/v1/webhooks/transactions"))
                .toList();
        this.history = history;
    }

    /** Sends the message, with retries, and returns the outcome of the last attempt. */
    Outcome deliver(Message message) {
        Instant deadline = clock.instant().plus(RETRY_TIMEOUT);
        for (int attempt = 1; ; attempt++) {
            Message withNonce = message.withNonce(name + "." + sent);
            Instant sentAt = clock.instant();
            SendResult result = post(withNonce, gateways.get(sent++ % gateways.size()));
            history.add(new SendAttempt(name, attempt, withNonce, sentAt, result));
            boolean givesUp =
                    clock.instant().isAfter(deadline) || Thread.currentThread().isInterrupted();
            if (result.outcome() != Outcome.UNKNOWN || givesUp) {
                return result.outcome();
            }
            Pacing.pause(FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, MAX_BACKOFF_DOUBLINGS)));
        }
    }

    private SendResult post(Message message, URI gateway) {
        byte[] body = requireNonNullElse(message.value(), new byte[0]);
        HttpRequest request = HttpRequest.newBuilder(gateway)
                .timeout(RESPONSE_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return new SendResult(outcome(status), Integer.toString(status), clock.instant(), null);
        } catch (IOException e) {
            return new SendResult(Outcome.UNKNOWN, e.toString(), clock.instant(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SendResult(Outcome.UNKNOWN, "interrupted", clock.instant(), null);
        }
    }

    private static Outcome outcome(int status) {
        if (status == 202) {
            return Outcome.ACKNOWLEDGED;
        }
        return status >= 400 && status < 500 ? Outcome.REFUSED : Outcome.UNKNOWN;
    }
}
