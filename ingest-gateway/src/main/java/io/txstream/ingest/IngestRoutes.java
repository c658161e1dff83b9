package io.txstream.ingest;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The routes that the gateway serves itself. {@link LookupForwarder} takes valid lookups before them. */
final class IngestRoutes {

    private IngestRoutes() {}

    /** The path of webhooks with a slash at the end is the same: the replaced service redirected from it. */
    static RouterFunction<ServerResponse> of(WebhookHandler webhooks, InstantSource clock) {
        RequestPredicate webhookPath = path(HttpPaths.WEBHOOKS).or(path(HttpPaths.WEBHOOKS + "/"));
        RequestPredicate root = path(HttpPaths.ROOT);
        RequestPredicate lookup = path(HttpPaths.TRANSACTIONS).or(path(HttpPaths.TRANSACTION));
        return RouterFunctions.route()
                .route(
                        method(HttpMethod.POST).and(webhookPath),
                        request -> Mono.deferContextual(
                                context -> WarmUp.handler(context, webhooks).accept(request)))
                .route(methods(HttpMethod.GET, HttpMethod.HEAD).and(root), request -> health(clock))
                .route(webhookPath, request -> Problems.methodNotAllowed(HttpMethod.POST))
                .route(root, request -> readOnly())
                .route(lookup.and(reads().negate()), request -> readOnly())
                .route(lookup.and(IngestRoutes::hasBody), request -> bodyNotAllowed())
                .route(lookup, request -> badEncoding())
                .build();
    }

    private static boolean hasBody(ServerRequest request) {
        return request.headers().contentLength().orElse(0) > 0
                || !request.headers().header(HttpHeaders.TRANSFER_ENCODING).isEmpty();
    }

    private static Mono<ServerResponse> bodyNotAllowed() {
        return Problems.of(HttpStatus.BAD_REQUEST, "A lookup has no body");
    }

    private static Mono<ServerResponse> badEncoding() {
        return Problems.of(
                HttpStatus.BAD_REQUEST,
                "The URL has characters that must be percent-encoded, or a path with some that must not be");
    }

    private static RequestPredicate reads() {
        return request -> request.method().equals(HttpMethod.GET)
                || request.method().equals(HttpMethod.HEAD)
                || request.method().equals(HttpMethod.OPTIONS);
    }

    private static Mono<ServerResponse> health(InstantSource clock) {
        Map<String, String> health = new LinkedHashMap<>();
        health.put("status", "HEALTHY");
        health.put(
                "current_time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return ServerResponse.ok().bodyValue(health);
    }

    private static Mono<ServerResponse> readOnly() {
        return Problems.methodNotAllowed(HttpMethod.GET, HttpMethod.HEAD);
    }
}
