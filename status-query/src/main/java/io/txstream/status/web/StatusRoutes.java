package io.txstream.status.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.HttpPaths;
import io.txstream.contract.TransactionKey;
import io.txstream.service.Problems;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.lookup.Transactions.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** The HTTP routes of the lookups. */
final class StatusRoutes {

    /** The server leaves out the body of an answer to HEAD. */
    private static final HttpMethod[] READS = {HttpMethod.GET, HttpMethod.HEAD};

    private final Transactions transactions;

    private StatusRoutes(Transactions transactions) {
        this.transactions = transactions;
    }

    static RouterFunction<ServerResponse> of(Transactions transactions) {
        RequestPredicate transaction = path(HttpPaths.TRANSACTION);
        return RouterFunctions.route()
                .route(transaction.and(methods(READS)), new StatusRoutes(transactions)::find)
                .route(transaction.and(method(HttpMethod.OPTIONS)), request -> options())
                .route(transaction, request -> Problems.methodNotAllowed(READS))
                .build();
    }

    private static Mono<ServerResponse> options() {
        return ServerResponse.noContent().allow(READS).build();
    }

    private Mono<ServerResponse> find(ServerRequest request) {
        String id = id(request);
        if (id == null) {
            return notFound(); // not a valid id, so no transaction can have it
        }
        return transactions
                .find(id)
                .flatMap(view -> ServerResponse.ok().bodyValue(view))
                .switchIfEmpty(Mono.defer(StatusRoutes::notFound))
                .onErrorResume(
                        UnavailableException.class,
                        e -> Problems.unavailable("The transaction cannot be looked up now; try again"));
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

    private static Mono<ServerResponse> notFound() {
        return Problems.of(HttpStatus.NOT_FOUND, "Transaction not found");
    }
}
