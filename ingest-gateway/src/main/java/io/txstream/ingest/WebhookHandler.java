package io.txstream.ingest;

import io.txstream.contract.Parsed;
import io.txstream.contract.TransactionJson;
import io.txstream.ingest.TransactionLog.UnavailableException;
import io.txstream.ingest.WebhookMetrics.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Accepts posted webhooks: reads the body, validates it, appends it to the log, and answers. Never blocks.
 *
 * <p>Everything up to the append runs on the event loop of the connection. The answer to an append is built on the
 * thread that completes it (see {@link KafkaTransactionLog}).
 */
final class WebhookHandler {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

    /** The heap that a request uses besides its body: connection, headers, exchange, and the chain of operators. */
    static final int REQUEST_BYTES = 8 << 10;

    private final TransactionLog log;
    private final WebhookMetrics metrics;
    private final ByteBudget budget;
    private final int maxBodyBytes;

    /** @param maxBodyBytes the largest body accepted */
    WebhookHandler(TransactionLog log, WebhookMetrics metrics, ByteBudget budget, int maxBodyBytes) {
        this.log = log;
        this.metrics = metrics;
        this.budget = budget;
        this.maxBodyBytes = maxBodyBytes;
    }

    Mono<ServerResponse> accept(ServerRequest request) {
        ContentRules.Problem problem = ContentRules.problem(request.headers());
        if (problem != null) {
            metrics.count(Outcome.UNSUPPORTED);
            return WebhookAnswers.unsupported(problem);
        }
        long length = request.headers().contentLength().orElse(maxBodyBytes);
        if (length > maxBodyBytes) {
            return failed(BodyFailure.tooLarge());
        }
        return Mono.defer(() -> withReservation(request, (int) length));
    }

    private Mono<ServerResponse> withReservation(ServerRequest request, int maxLength) {
        Reservation reservation = budget.reserve(REQUEST_BYTES);
        if (reservation == null) {
            return failed(BodyFailure.noRoom());
        }
        return read(request, maxLength, reservation)
                .flatMap(body -> answer(body, reservation))
                .onErrorResume(BodyFailure.class, this::failed)
                .doFinally(end -> reservation.release());
    }

    /** Fails with nothing but a {@link BodyFailure}. */
    private static Mono<byte[]> read(ServerRequest request, int maxLength, Reservation reservation) {
        return request.body(BodyExtractors.toDataBuffers())
                .collect(() -> new ReceivedBody(reservation, maxLength), ReceivedBody::add)
                .map(ReceivedBody::bytes)
                .onErrorMap(error -> !(error instanceof BodyFailure), WebhookHandler::aborted);
    }

    private static BodyFailure aborted(Throwable error) {
        LOG.atDebug().addKeyValue("error", error::toString).log("a sender broke off a webhook");
        return BodyFailure.aborted();
    }

    private Mono<ServerResponse> answer(byte[] body, Reservation reservation) {
        Parsed parsed = TransactionJson.parse(body);
        if (parsed instanceof Parsed.Valid valid) {
            return append(valid.transaction().id(), body, reservation);
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

    private Mono<ServerResponse> append(String id, byte[] body, Reservation reservation) {
        return log.append(id, body, reservation)
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

    private Mono<ServerResponse> failed(BodyFailure failure) {
        metrics.count(failure.outcome());
        return switch (failure.outcome()) {
            case TOO_LARGE -> WebhookAnswers.tooLarge(maxBodyBytes);
            case TOO_SLOW -> WebhookAnswers.tooSlow();
            case UNAVAILABLE -> WebhookAnswers.unavailable();
            case ABORTED -> WebhookAnswers.aborted();
            default -> throw new IllegalStateException("no failure of a body", failure);
        };
    }
}
