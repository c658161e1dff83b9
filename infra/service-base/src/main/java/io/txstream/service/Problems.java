package io.txstream.service;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Creates responses of functional routes that are problem details (RFC 9457). */
public final class Problems {

    /** The value of {@code Retry-After} in every 503, in seconds (RFC 9110, section 10.2.3). */
    public static final String RETRY_AFTER_SECONDS = "1";

    private Problems() {}

    /** Returns a problem without additional headers. */
    public static Mono<ServerResponse> of(HttpStatus status, String detail) {
        return response(ProblemDetail.forStatusAndDetail(status, detail), HttpHeaders.EMPTY);
    }

    /** Returns a 503 with {@code Retry-After}: the request is valid, and the same request may succeed shortly. */
    public static Mono<ServerResponse> unavailable(String detail) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return response(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail), headers);
    }

    /** Returns a 405 that names the allowed methods in {@code Allow} and in its detail. */
    public static Mono<ServerResponse> methodNotAllowed(HttpMethod... allowed) {
        var headers = new HttpHeaders();
        headers.setAllow(new LinkedHashSet<>(Arrays.asList(allowed)));
        String names = Arrays.stream(allowed).map(HttpMethod::name).collect(Collectors.joining(", "));
        return response(
                ProblemDetail.forStatusAndDetail(HttpStatus.METHOD_NOT_ALLOWED, "Allowed here: " + names), headers);
    }

    /** Returns a problem with additional headers. */
    public static Mono<ServerResponse> response(ProblemDetail problem, HttpHeaders headers) {
        return ServerResponse.status(problem.getStatus())
                .headers(own -> own.addAll(headers))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(problem);
    }
}
