package io.txstream.status;

import io.txstream.contract.TransactionKey;
import io.txstream.service.Problems;
import io.txstream.status.Transactions.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Lookups over HTTP. */
final class StatusRoutes {

    private final Transactions transactions;

    private StatusRoutes(Transactions transactions) {
        this.transactions = transactions;
    }

    static RouterFunction<ServerResponse> of(Transactions transactions) {
        return RouterFunctions.route()
                .GET("/v1/transactions/{transaction_id}", new StatusRoutes(transactions)::find)
                .build();
    }

    private Mono<ServerResponse> find(ServerRequest request) {
        String id = id(request);
        if (id == null) {
            return notFound(); // no valid id, so nothing can have been received under it
        }
        return transactions
                .find(id)
                .flatMap(view -> ServerResponse.ok().bodyValue(view))
                .switchIfEmpty(Mono.defer(StatusRoutes::notFound))
                .onErrorResume(
                        UnavailableException.class,
                        e -> Problems.unavailable("The transaction cannot be looked up now; try again"));
    }

    /** The last segment, read as it is: the path variable would have lost what follows a semicolon. */
    private static @Nullable String id(ServerRequest request) {
        List<PathContainer.Element> elements = request.requestPath().elements();
        String segment = ((PathSegment) elements.get(elements.size() - 1)).value();
        // As bytes: escapes that are not UTF-8 are no id, and must not become replacement characters.
        String bytes = UriUtils.decode(segment, StandardCharsets.ISO_8859_1);
        return TransactionKey.read(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Mono<ServerResponse> notFound() {
        return Problems.of(HttpStatus.NOT_FOUND, "Transaction not found");
    }
}
