package io.txstream.ingest;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The routes that the gateway serves itself. {@link StatusQueryRoute} forwards the others. */
final class IngestRoutes {

    private IngestRoutes() {}

    static RouterFunction<ServerResponse> of(WebhookHandler webhooks, InstantSource clock) {
        return RouterFunctions.route()
                .POST(
                        HttpPaths.WEBHOOKS,
                        request -> Mono.deferContextual(
                                context -> WarmUp.handler(context, webhooks).accept(request)))
                .GET(HttpPaths.ROOT, request -> health(clock))
                .route(path(HttpPaths.WEBHOOKS), request -> Problems.methodNotAllowed(HttpMethod.POST))
                .route(path(HttpPaths.ROOT), request -> readOnly())
                .route(path(HttpPaths.TRANSACTION).and(reads().negate()), request -> readOnly())
                .build();
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
