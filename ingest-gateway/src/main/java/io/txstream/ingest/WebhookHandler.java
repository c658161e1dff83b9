package io.txstream.ingest;

import io.txstream.contract.Parsed;
import io.txstream.contract.TransactionJson;
import io.txstream.ingest.TransactionLog.UnavailableException;
import io.txstream.ingest.WebhookMetrics.Outcome;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Accepts posted webhooks: reads the body, validates it, appends it to the log, and answers. Never blocks. */
final class WebhookHandler {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final TransactionLog log;
    private final WebhookMetrics metrics;
    private final int maxBodyBytes;

    /**
     * Limits the webhooks whose bodies are in memory. A place is taken before the first byte is read, since bodies that
     * arrive slowly use memory too. It is released when the request has been answered or has ended otherwise.
     */
    private final InFlightLimit reading;

    WebhookHandler(TransactionLog log, WebhookMetrics metrics, IngestProperties settings) {
        this.log = log;
        this.metrics = metrics;
        this.maxBodyBytes = Math.toIntExact(settings.maxBodySize().toBytes());
        this.reading = new InFlightLimit(settings.maxInFlight());
    }

    Mono<ServerResponse> accept(ServerRequest request) {
        String unsupported = ContentRules.problem(request.headers());
        if (unsupported != null) {
            metrics.count(Outcome.UNSUPPORTED);
            return WebhookAnswers.unsupported(unsupported);
        }
        if (!reading.tryAcquire()) {
            return unavailable();
        }
        return read(request).doFinally(end -> reading.release());
    }

    private Mono<ServerResponse> read(ServerRequest request) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), maxBodyBytes)
                .map(WebhookHandler::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(READ_TIMEOUT)
                .flatMap(this::answer)
                .onErrorResume(DataBufferLimitException.class, e -> tooLarge())
                .onErrorResume(TimeoutException.class, e -> WebhookAnswers.tooSlow(READ_TIMEOUT));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private Mono<ServerResponse> answer(byte[] body) {
        Parsed parsed = TransactionJson.parse(body);
        if (parsed instanceof Parsed.Valid valid) {
            return append(valid.transaction().id(), body);
        }
        if (parsed instanceof Parsed.Malformed malformed) {
            metrics.count(Outcome.MALFORMED);
            return WebhookAnswers.malformed(malformed);
        }
        if (parsed instanceof Parsed.Invalid invalid) {
            metrics.count(Outcome.INVALID);
            return WebhookAnswers.invalid(invalid);
        }
        throw new IllegalStateException("Unhandled kind of Parsed: " + parsed.getClass());
    }

    private Mono<ServerResponse> append(String id, byte[] body) {
        return log.append(id, body)
                .then(Mono.defer(() -> accepted(id)))
                .onErrorResume(UnavailableException.class, e -> unavailable());
    }

    private Mono<ServerResponse> accepted(String id) {
        metrics.count(Outcome.ACCEPTED);
        return WebhookAnswers.accepted(id);
    }

    private Mono<ServerResponse> unavailable() {
        metrics.count(Outcome.UNAVAILABLE);
        return WebhookAnswers.unavailable();
    }

    private Mono<ServerResponse> tooLarge() {
        metrics.count(Outcome.TOO_LARGE);
        return WebhookAnswers.tooLarge(maxBodyBytes);
    }
}
