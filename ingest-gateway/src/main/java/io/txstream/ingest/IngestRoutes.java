package io.txstream.ingest;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.service.Problems;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The gateway's own routes. Lookups are routed in {@code application.yml}. */
final class IngestRoutes {

    private static final String WEBHOOKS = "/v1/webhooks/transactions";
    private static final String LOOKUPS = "/v1/transactions/{transaction_id}";

    private IngestRoutes() {}

    static RouterFunction<ServerResponse> of(WebhookHandler webhooks, InstantSource clock) {
        return RouterFunctions.route()
                .POST(WEBHOOKS, webhooks::accept)
                .GET("/", request -> health(clock))
                .route(path(WEBHOOKS), request -> notAllowed(HttpMethod.POST))
                .route(path("/"), request -> notAllowed(HttpMethod.GET, HttpMethod.HEAD))
                .route(path(LOOKUPS).and(reads().negate()), request -> notAllowed(HttpMethod.GET, HttpMethod.HEAD))
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

    private static Mono<ServerResponse> notAllowed(HttpMethod... allowed) {
        var headers = new HttpHeaders();
        headers.setAllow(Set.of(allowed));
        ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.METHOD_NOT_ALLOWED);
        return Problems.response(problem, headers);
    }
}
