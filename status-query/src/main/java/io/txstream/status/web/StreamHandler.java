package io.txstream.status.web;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.txstream.status.lists.Filter;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.Places;
import io.txstream.status.request.QueryParameters;
import io.txstream.status.waiting.EventFrames;
import io.txstream.status.waiting.WaitingLookups;
import io.txstream.status.waiting.changes.ChangeStreams;
import io.txstream.status.waiting.changes.Wire;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/** Answers with server-sent events. Problems are answered before the stream begins; later ones end it. */
final class StreamHandler {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final WaitingLookups waiting;
    private final ChangeStreams changes;
    private final TransactionDocuments documents;
    private final Scheduler scheduler;

    StreamHandler(
            Transactions transactions,
            WaitingLookups waiting,
            ChangeStreams changes,
            TransactionDocuments documents,
            Scheduler scheduler) {
        this.transactions = transactions;
        this.waiting = waiting;
        this.changes = changes;
        this.documents = documents;
        this.scheduler = scheduler;
    }

    /**
     * Follows one transaction until its end. A client that has the last state gets a 204, which ends the attempts of a
     * browser to connect again (WHATWG HTML, section 9.2.3). Empty if the transaction is unknown.
     */
    Mono<ServerResponse> follow(ServerRequest request, QueryParameters query, String id) {
        if (query.value(WaitTime.PARAMETER) != null) {
            throw new BadParameterException(
                    WaitTime.PARAMETER, "does not apply to an event stream, which always waits");
        }
        if (waiting.areFull()) {
            return Mono.error(Places.NoPlace::new);
        }
        String last = lastEventId(request);
        return transactions
                .find(id)
                .map(documents::of)
                .flatMap(state -> state.view().hasEnded() && state.tag().equals(last)
                        ? ServerResponse.noContent().build()
                        : stream(request, withPings(events(id, last))));
    }

    private Flux<byte[]> events(String id, @Nullable String last) {
        return waiting.follow(id)
                .map(documents::of)
                .filter(state -> !state.tag().equals(last))
                .map(state -> EventFrames.transaction(state.tag(), state.json()));
    }

    private Flux<byte[]> withPings(Flux<byte[]> events) {
        Flux<byte[]> pings =
                Flux.interval(PING_INTERVAL, scheduler).onBackpressureDrop().map(tick -> EventFrames.PING);
        return events.publish(shared -> Flux.merge(1, shared, pings.takeUntilOther(shared.ignoreElements())), 1);
    }

    /** Follows all changes that match a filter. */
    Mono<ServerResponse> followAll(ServerRequest request) {
        Filter filter = Filter.of(QueryParameters.parse(request.uri().getRawQuery(), Filter.PARAMETERS));
        return changes.areFull()
                ? Mono.error(Places.NoPlace::new)
                : stream(request, changes.open(filter::matches, lastEventId(request), wire(request)));
    }

    /** An empty id stands for none. */
    private static @Nullable String lastEventId(ServerRequest request) {
        String id = request.headers().firstHeader(LAST_EVENT_ID);
        return id == null || id.isBlank() ? null : id;
    }

    private static Mono<ServerResponse> stream(ServerRequest request, Flux<byte[]> events) {
        ServerResponse.BodyBuilder answer = ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noCache())
                .header("X-Accel-Buffering", "no") // nginx would hold events back
                .varyBy(HttpHeaders.ACCEPT);
        if (request.method().equals(HttpMethod.HEAD)) {
            return answer.build();
        }
        // The client has the beginning, so an error can only end the stream. It connects again and continues.
        Flux<byte[]> body = Flux.concat(Mono.just(EventFrames.HELLO), events.onErrorComplete());
        return answer.body((response, context) -> response.writeWith(body.map(response.bufferFactory()::wrap)));
    }

    private static Wire wire(ServerRequest request) {
        var connected = new AtomicReference<@Nullable Channel>();
        HttpServerResponse response =
                ServerHttpResponseDecorator.getNativeResponse(request.exchange().getResponse());
        response.withConnection(connection -> connected.set(connection.channel()));
        Channel channel = requireNonNull(connected.get());
        return new Wire(channel.eventLoop(), channel::isWritable);
    }
}
