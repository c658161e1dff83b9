package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.txstream.ingest.LookupMetrics.Outcome;
import io.txstream.service.RateLimitedLog;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Forwards the reads of transactions to status-query, in front of all filters and routes of Spring. Answers 503 when
 * status-query refuses the connection, closes it, or does not respond in time, and beyond the places for lookups. Once
 * an answer has begun, the caller's connection ends instead. A caller that goes away ends its lookup.
 *
 * <p>Runs on the event loop of the caller's connection. Never blocks.
 */
final class LookupForwarder implements BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> {

    private static final Logger LOG = LoggerFactory.getLogger(LookupForwarder.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** A pooled connection that was already closed fails within a round trip. */
    private static final long RETRY_WITHIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final StatusQueryClient statusQuery;
    private final LookupPlaces places;
    private final LookupMetrics metrics;
    private final LongSupplier nanoTime;
    private final RateLimitedLog failures;
    private final RateLimitedLog refusals;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final Mono<Void> stopped = stop.asMono().then(Mono.error(StoppingException::new));

    /** @param nanoTime the elapsed time in nanoseconds, from any origin */
    LookupForwarder(StatusQueryClient statusQuery, LookupPlaces places, LookupMetrics metrics, LongSupplier nanoTime) {
        this.statusQuery = statusQuery;
        this.places = places;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
        refusals = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /** Whether a request is forwarded. {@link IngestRoutes} answers those that are invalid. */
    static boolean takes(HttpServerRequest request) {
        return READS.contains(request.method())
                && LookupTarget.parse(request.uri()) != null
                && hasOneHost(request)
                && !hasBody(request.requestHeaders());
    }

    private static boolean hasOneHost(HttpServerRequest request) {
        int hosts = request.requestHeaders().getAll(HttpHeaderNames.HOST).size();
        return hosts == 1 || (hosts == 0 && !request.version().equals(HttpVersion.HTTP_1_1));
    }

    /** A body would be forwarded with the lookup: of any length, and outside of the budget. */
    private static boolean hasBody(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return (length != null && length.chars().anyMatch(digit -> digit != '0'))
                || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /** Forwards a request that it {@link #takes}. */
    @Override
    public Mono<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        var lookup = new Lookup(request, response, requireNonNull(LookupTarget.parse(request.uri())), nanoTime);
        return Mono.using(
                () -> places.take(lookup.kind()),
                taken -> taken ? forward(lookup) : refuse(lookup),
                taken -> giveBack(lookup, taken));
    }

    private void giveBack(Lookup lookup, boolean taken) {
        if (taken) {
            places.giveBack(lookup.kind());
        }
    }

    private Mono<Void> refuse(Lookup lookup) {
        metrics.count(Outcome.REFUSED);
        refusals.atWarn().addKeyValue("kind", lookup.kind()).log("too many lookups wait; further ones get 503");
        return lookup.unavailable();
    }

    private Mono<Void> forward(Lookup lookup) {
        Mono<Void> attempt = Mono.defer(() -> exchange(lookup));
        Mono<Void> attempts = attempt.onErrorResume(error -> mayRetry(lookup, error), error -> attempt);
        return (lookup.kind().isHeld() ? Mono.firstWithSignal(stopped, attempts) : attempts)
                .doOnSuccess(end -> metrics.count(Outcome.ANSWERED))
                .doOnCancel(() -> metrics.count(Outcome.ABORTED))
                .onErrorResume(error -> failed(lookup, error));
    }

    private Mono<Void> exchange(Lookup lookup) {
        return statusQuery
                .on(lookup.channel().eventLoop())
                .request(lookup.request().method())
                .uri(lookup.target().uri())
                .send((request, outbound) -> prepare(lookup, request, outbound))
                .response((answer, body) ->
                        lookup.isWhole(answer) ? lookup.answerWhole(answer, body) : inParts(lookup, answer, body))
                .then();
    }

    /** Not among the lookups that are answered at once: the caller decides how long it takes. */
    private Mono<Void> inParts(Lookup lookup, HttpClientResponse answer, ByteBufFlux body) {
        boolean wasHeld = lookup.kind().isHeld();
        if (!places.hold(lookup.kind())) {
            return Mono.error(new NoPlaceException());
        }
        Mono<Void> parts = lookup.answerInParts(answer, body);
        return wasHeld ? parts : Mono.firstWithSignal(stopped, parts);
    }

    private static NettyOutbound prepare(Lookup lookup, HttpClientRequest request, NettyOutbound outbound) {
        LookupHeaders.addRequest(lookup.request().requestHeaders(), request.requestHeaders());
        if (RequestQueue.giveBackLargeHead(lookup.channel())) {
            lookup.dropFields();
        }
        return outbound.withConnection(connection -> lookup.sendOn(connection.channel()));
    }

    /** All reads may be repeated, except one whose large head was given back. */
    private static boolean mayRetry(Lookup lookup, Throwable error) {
        return isLostConnection(error) && lookup.isRepeatable() && lookup.elapsedNanos() < RETRY_WITHIN_NANOS;
    }

    private static boolean isLostConnection(Throwable error) {
        return error instanceof AbortedException // closed while it was taken from the pool
                || (error instanceof IOException && !(error instanceof ConnectException));
    }

    private Mono<Void> failed(Lookup lookup, Throwable error) {
        if (!lookup.channel().isActive()) {
            metrics.count(Outcome.ABORTED);
            return Mono.empty();
        }
        if (error instanceof NoPlaceException) {
            return refuse(lookup);
        }
        if (lookup.hasBegun()) {
            metrics.count(Outcome.BROKEN);
            log(error, "an answer of status-query ended too early, and so did the caller's connection");
            lookup.breakOff();
            return Mono.empty();
        }
        metrics.count(Outcome.UNAVAILABLE);
        log(error, "status-query cannot be reached; lookups get 503");
        return lookup.unavailable();
    }

    private void log(Throwable error, String message) {
        if (!(error instanceof StoppingException)) {
            failures.atWarn().addKeyValue("error", error::toString).log(message);
        }
    }

    /** Ends the lookups that are held, because they would delay the end of the process: with a 503, or a close. */
    void stopHeld() {
        stop.tryEmitEmpty();
    }

    /** Without a stack trace, since it is created for every lookup that is held. */
    private static final class StoppingException extends RuntimeException {

        StoppingException() {
            super("the gateway stops", null, false, false);
        }
    }

    private static final class NoPlaceException extends RuntimeException {

        NoPlaceException() {
            super("no place is free", null, false, false);
        }
    }
}
