package io.txstream.status.web;

import io.txstream.status.lookup.TransactionDocument;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.request.QueryParameters;
import io.txstream.status.waiting.WaitingLookups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers lookups with JSON, at once or when the transaction has reached its end. */
final class LookupHandler {

    private final Transactions transactions;
    private final WaitingLookups waiting;
    private final TransactionDocuments documents;
    private final InstantSource clock;

    LookupHandler(
            Transactions transactions, WaitingLookups waiting, TransactionDocuments documents, InstantSource clock) {
        this.transactions = transactions;
        this.waiting = waiting;
        this.documents = documents;
        this.clock = clock;
    }

    /** Fails as {@link Transactions#find} and {@link WaitingLookups#find} do; empty if the transaction is unknown. */
    Mono<ServerResponse> find(ServerRequest request, QueryParameters query, String id) {
        WaitTime wait = WaitTime.of(query, request.headers().header(Preferences.PREFER));
        KnownStates known = KnownStates.of(request);
        Mono<TransactionView> found = wait.time().isZero()
                ? transactions.find(id)
                : waiting.find(id, state -> isEnough(state, known), wait.time());
        return found.map(documents::of).flatMap(state -> answer(state, known, wait));
    }

    /** A rejected transaction that the client knows can still change, and a processed one cannot. */
    private boolean isEnough(TransactionView state, KnownStates known) {
        return state.wasProcessed() || (state.hasEnded() && (known.areNone() || !known.contain(documents.of(state))));
    }

    private Mono<ServerResponse> answer(TransactionDocument state, KnownStates known, WaitTime wait) {
        boolean isKnown = !known.areNone() && known.contain(state);
        ServerResponse.BodyBuilder answer = ServerResponse.status(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .eTag(state.tag())
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.ACCEPT, Preferences.PREFER);
        if (wait.applied() != null) {
            answer.header(Preferences.APPLIED, wait.applied());
        }
        Instant dueAt = state.dueAt();
        if (dueAt != null) {
            answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(secondsUntil(dueAt)));
        }
        return isKnown
                ? answer.build()
                : answer.contentType(MediaType.APPLICATION_JSON).bodyValue(state.json());
    }

    /** Rounds up, so that a client does not come too early. */
    private long secondsUntil(Instant dueAt) {
        Duration left = Duration.between(clock.instant(), dueAt);
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
