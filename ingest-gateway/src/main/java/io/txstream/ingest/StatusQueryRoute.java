package io.txstream.ingest;

import io.netty.channel.ChannelException;
import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import io.txstream.service.RateLimitedLog;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Forwards every read of a {@link HttpPaths#TRANSACTION} to status-query. Answers 503 when status-query refuses the
 * connection, closes it, or does not respond in time, and beyond the limit of lookups. The timeouts are set in
 * {@code application.yml}.
 */
final class StatusQueryRoute {

    /** Before the filter that writes the response, so that errors while writing are translated too. */
    private static final int FILTER_ORDER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

    private static final Logger LOG = LoggerFactory.getLogger(StatusQueryRoute.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final int maxLookups;
    private final AtomicInteger lookups = new AtomicInteger();
    private final RateLimitedLog failures;
    private final RateLimitedLog refusals;

    private StatusQueryRoute(int maxLookups, LongSupplier nanoTime) {
        this.maxLookups = maxLookups;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
        this.refusals = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /**
     * Returns the route.
     *
     * @param maxLookups how many lookups may wait for status-query
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    static RouteLocator of(RouteLocatorBuilder builder, URI statusQuery, int maxLookups, LongSupplier nanoTime) {
        var forwarding = new StatusQueryRoute(maxLookups, nanoTime);
        return builder.routes()
                .route(
                        "status-query",
                        route -> route.method(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS)
                                .and()
                                .path(HttpPaths.TRANSACTION)
                                // With this header, Spring Cloud Gateway would switch to a WebSocket.
                                .filters(filters -> filters.removeRequestHeader(HttpHeaders.UPGRADE)
                                        .filter(forwarding::forward, FILTER_ORDER))
                                .uri(statusQuery))
                .build();
    }

    private Mono<Void> forward(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.using(
                        lookups::incrementAndGet,
                        waiting -> waiting > maxLookups ? refuse() : chain.filter(exchange),
                        waiting -> lookups.decrementAndGet())
                // Once the answer has begun, it is the caller's connection that fails.
                .onErrorMap(error -> !exchange.getResponse().isCommitted() && isUnreachable(error), this::unavailable);
    }

    private Mono<Void> refuse() {
        refusals.atWarn().addKeyValue("waiting", maxLookups).log("too many lookups wait; further ones get 503");
        return Mono.error(new UnavailableException());
    }

    private static boolean isUnreachable(Throwable error) {
        return error instanceof IOException
                || error instanceof AbortedException // closed while it was taken from the pool, and so was the next one
                || error instanceof ChannelException // no file descriptor is left
                || (error instanceof ErrorResponse response
                        && response.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT));
    }

    private Throwable unavailable(Throwable cause) {
        failures.atWarn().addKeyValue("error", cause::toString).log("status-query cannot be reached; lookups get 503");
        return new UnavailableException();
    }

    /**
     * Becomes a 503. Has no stack trace, since all lookups may fail at once, and no cause: Spring would take a reset
     * connection to status-query for the caller's, and answer a bare 500 ({@code DisconnectedClientHelper}).
     */
    private static final class UnavailableException extends ErrorResponseException {

        UnavailableException() {
            super(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.SERVICE_UNAVAILABLE, "Transactions cannot be looked up now; try again"),
                    null);
            getHeaders().set(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
