package io.txstream.status.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.HttpPaths;
import io.txstream.contract.TransactionKey;
import io.txstream.service.Problems;
import io.txstream.status.lookup.Transactions.UnavailableException;
import io.txstream.status.request.Negotiation;
import io.txstream.status.request.Places.NoPlace;
import io.txstream.status.request.QueryParameters;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** The HTTP routes of the lookups and of the streams. */
final class StatusRoutes {

    /** The server leaves out the body of an answer to HEAD. */
    private static final HttpMethod[] READS = {HttpMethod.GET, HttpMethod.HEAD};

    /** The first one is the answer to a client that prefers neither. */
    private static final List<MediaType> OFFERED = List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM);

    private final LookupHandler lookups;
    private final StreamHandler streams;

    private StatusRoutes(LookupHandler lookups, StreamHandler streams) {
        this.lookups = lookups;
        this.streams = streams;
    }

    static RouterFunction<ServerResponse> of(LookupHandler lookups, StreamHandler streams) {
        RequestPredicate transaction = path(HttpPaths.TRANSACTION);
        return RouterFunctions.route()
                .route(transaction.and(methods(READS)), new StatusRoutes(lookups, streams)::read)
                .route(transaction.and(method(HttpMethod.OPTIONS)), request -> options())
                .route(transaction, request -> Problems.methodNotAllowed(READS))
                .build();
    }

    private static Mono<ServerResponse> options() {
        return ServerResponse.noContent().allow(READS).build();
    }

    private Mono<ServerResponse> read(ServerRequest request) {
        MediaType type = Negotiation.choose(request.headers().header(HttpHeaders.ACCEPT), OFFERED);
        if (type == null) {
            return Problems.of(HttpStatus.NOT_ACCEPTABLE, "Offered here: application/json, text/event-stream");
        }
        boolean isStream = type.equals(MediaType.TEXT_EVENT_STREAM);
        return (isStream && request.path().equals(HttpPaths.TRANSACTION_CHANGES)
                        ? streams.followAll(request)
                        : readOne(request, isStream))
                .onErrorResume(
                        UnavailableException.class,
                        e -> Problems.unavailable("The transaction cannot be looked up now; try again"))
                .onErrorResume(NoPlace.class, e -> Problems.unavailable("Too many requests wait; try again"));
    }

    private Mono<ServerResponse> readOne(ServerRequest request, boolean isStream) {
        QueryParameters query = QueryParameters.parse(request.uri().getRawQuery(), Set.of(WaitTime.PARAMETER));
        String id = id(request);
        if (id == null) {
            return notFound(); // not a valid id, so no transaction can have it
        }
        return (isStream ? streams.follow(request, query, id) : lookups.find(request, query, id))
                .switchIfEmpty(Mono.defer(StatusRoutes::notFound));
    }

    /**
     * Returns the id in the last path segment, or null if the segment is not a valid id. Reads the raw segment instead
     * of the path variable, because Spring cuts a path variable at a semicolon.
     */
    private static @Nullable String id(ServerRequest request) {
        var elements = request.requestPath().elements();
        String segment = ((PathSegment) elements.get(elements.size() - 1)).value();
        // ISO 8859-1 keeps the bytes, so that escapes that are not UTF-8 are rejected rather than replaced.
        String bytes = UriUtils.decode(segment, ISO_8859_1);
        return TransactionKey.read(bytes.getBytes(ISO_8859_1));
    }

    /** Without the header, a cache may keep a 404 (RFC 9111, section 4.2.2). */
    private static Mono<ServerResponse> notFound() {
        var headers = new HttpHeaders();
        headers.setCacheControl(CacheControl.noCache());
        return Problems.response(
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "Transaction not found"), headers);
    }
}
