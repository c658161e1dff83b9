package io.txstream.service;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Problem details (RFC 9457) as answers of functional routes. */
public final class Problems {

    /** What a 503 asks its caller to wait: {@code Retry-After} (RFC 9110, section 10.2.3), in seconds. */
    public static final String RETRY_AFTER_SECONDS = "1";

    private Problems() {}

    public static Mono<ServerResponse> of(HttpStatus status, String detail) {
        return response(ProblemDetail.forStatusAndDetail(status, detail), HttpHeaders.EMPTY);
    }

    /** 503 with {@code Retry-After}: nothing is wrong with the request, and the same one may do better shortly. */
    public static Mono<ServerResponse> unavailable(String detail) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return response(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail), headers);
    }

    public static Mono<ServerResponse> response(ProblemDetail problem, HttpHeaders headers) {
        return ServerResponse.status(problem.getStatus())
                .headers(own -> own.addAll(headers))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(problem);
    }
}
