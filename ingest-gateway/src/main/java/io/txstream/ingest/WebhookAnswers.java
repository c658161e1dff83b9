package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.HttpPaths;
import io.txstream.contract.Parsed;
import io.txstream.service.Problems;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Renders the answers to a webhook, as the HTTP contract defines them. */
final class WebhookAnswers {

    private static final byte[] ACCEPTED =
            "{\"status\":\"ACCEPTED\",\"message\":\"Transaction queued for processing\"}".getBytes(UTF_8);

    /** A constant, because this answer has a deadline and is sent under overload: it needs no JSON serializer. */
    private static final byte[] UNAVAILABLE = """
            {"title":"Service Unavailable","status":503,\
            "detail":"The transaction is not known to be stored; send it again",\
            "instance":"%s"}""".formatted(HttpPaths.WEBHOOKS).getBytes(UTF_8);

    private WebhookAnswers() {}

    static Mono<ServerResponse> accepted(String transactionId) {
        return ServerResponse.accepted()
                .location(TransactionUris.of(transactionId))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(ACCEPTED);
    }

    static Mono<ServerResponse> malformed(Parsed.Malformed malformed) {
        return Problems.of(HttpStatus.BAD_REQUEST, "The body is not JSON: " + malformed.detail());
    }

    static Mono<ServerResponse> invalid(Parsed.Invalid invalid) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, "The transaction breaks the rules");
        problem.setProperty("errors", invalid.errors());
        return Problems.response(problem, HttpHeaders.EMPTY);
    }

    static Mono<ServerResponse> unsupported(ContentRules.Problem problem) {
        return Problems.response(
                ProblemDetail.forStatusAndDetail(HttpStatus.UNSUPPORTED_MEDIA_TYPE, problem.detail()),
                problem.headers());
    }

    static Mono<ServerResponse> tooLarge(int maxBodyBytes) {
        return Problems.of(HttpStatus.CONTENT_TOO_LARGE, "The body must not exceed " + maxBodyBytes + " bytes");
    }

    /** Closes the connection, since the rest of the body may still arrive (RFC 9110, section 15.5.9). */
    static Mono<ServerResponse> tooSlow() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.CONNECTION, "close");
        return Problems.response(
                ProblemDetail.forStatusAndDetail(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time"),
                headers);
    }

    /** For a sender that is gone, or whose body has broken framing. */
    static Mono<ServerResponse> aborted() {
        return Problems.of(HttpStatus.BAD_REQUEST, "The body did not arrive completely");
    }

    static Mono<ServerResponse> unavailable() {
        return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(UNAVAILABLE);
    }
}
