package io.txstream.status.web;

import io.txstream.status.lookup.TransactionDocument;
import java.util.List;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The states that a client has, from {@code If-None-Match} (RFC 9110, section 13.1.2).
 *
 * @param tags the entity tags of these states; a wildcard stands for any
 */
record KnownStates(List<ETag> tags) {

    static KnownStates of(ServerRequest request) {
        return new KnownStates(ETag.parse(String.join(",", request.headers().header(HttpHeaders.IF_NONE_MATCH))));
    }

    /** Compares weakly, as the header demands. */
    boolean contain(TransactionDocument state) {
        String tag = state.tag();
        return tags.stream().anyMatch(known -> known.isWildcard() || known.tag().equals(tag));
    }

    boolean areNone() {
        return tags.isEmpty();
    }
}
