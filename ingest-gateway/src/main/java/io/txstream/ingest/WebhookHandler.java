package io.txstream.ingest;

import io.txstream.contract.Parsed;
import io.txstream.contract.Transaction;
import io.txstream.contract.TransactionJson;
import io.txstream.ingest.TransactionLog.UnavailableException;
import io.txstream.service.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers a posted webhook. Runs on event loops, and blocks none. */
final class WebhookHandler {

    private static final byte[] ACCEPTED = "{\"status\":\"ACCEPTED\",\"message\":\"Transaction queued for processing\"}"
            .getBytes(StandardCharsets.UTF_8);

    /**
     * Written out, since this answer has a deadline, and is given just when there is most to do: no serializer that has
     * never run before, nor one at all.
     */
    private static final byte[] UNAVAILABLE = """
            {"title":"Service Unavailable","status":503,\
            "detail":"The transaction is not known to be stored; send it again","instance":"/v1/webhooks/transactions"}""".getBytes(StandardCharsets.UTF_8);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final TransactionLog log;
    private final int maxBodyBytes;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final WebhookMetrics metrics;

    WebhookHandler(TransactionLog log, IngestProperties settings, WebhookMetrics metrics) {
        this.log = log;
        this.maxBodyBytes = Math.toIntExact(settings.maxBodySize().toBytes());
        this.maxInFlight = settings.maxInFlight();
        this.metrics = metrics;
    }

    Mono<ServerResponse> accept(ServerRequest request) {
        String unsupported = ContentRules.problem(request.headers());
        if (unsupported != null) {
            metrics.unsupported();
            return Problems.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, unsupported);
        }
        // Counted before a byte is read: bodies that arrive slowly take memory too.
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            return unavailable();
        }
        return read(request).doFinally(end -> inFlight.decrementAndGet());
    }

    private Mono<ServerResponse> read(ServerRequest request) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), maxBodyBytes)
                .map(WebhookHandler::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(READ_TIMEOUT)
                .flatMap(this::answer)
                .onErrorResume(DataBufferLimitException.class, e -> tooLarge())
                .onErrorResume(TimeoutException.class, e -> tooSlow());
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private Mono<ServerResponse> answer(byte[] body) {
        Parsed parsed = TransactionJson.parse(body);
        if (parsed instanceof Parsed.Malformed malformed) {
            metrics.malformed();
            return Problems.of(HttpStatus.BAD_REQUEST, "The body is not JSON: " + malformed.detail());
        }
        if (parsed instanceof Parsed.Invalid invalid) {
            metrics.invalid();
            return invalid(invalid);
        }
        Transaction transaction = ((Parsed.Valid) parsed).transaction();
        return log.append(transaction.id(), body)
                .then(Mono.defer(() -> accepted(transaction.id())))
                .onErrorResume(UnavailableException.class, e -> unavailable());
    }

    private Mono<ServerResponse> accepted(String id) {
        metrics.accepted();
        return ServerResponse.accepted()
                .location(TransactionUris.of(id))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(ACCEPTED);
    }

    private static Mono<ServerResponse> invalid(Parsed.Invalid invalid) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, "The transaction breaks the rules");
        problem.setProperty("errors", invalid.errors());
        return Problems.response(problem, HttpHeaders.EMPTY);
    }

    private Mono<ServerResponse> unavailable() {
        metrics.unavailable();
        return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyValue(UNAVAILABLE);
    }

    private static Mono<ServerResponse> tooSlow() {
        return Problems.of(
                HttpStatus.REQUEST_TIMEOUT, "The body did not arrive within " + READ_TIMEOUT.toSeconds() + " s");
    }

    private Mono<ServerResponse> tooLarge() {
        metrics.tooLarge();
        return Problems.of(HttpStatus.CONTENT_TOO_LARGE, "The body may have " + maxBodyBytes + " bytes at the most");
    }
}
