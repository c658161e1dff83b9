package io.txstream.status.lists;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.request.Negotiation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The HTTP routes of the lists. */
final class ListRoutes {

    private static final HttpMethod[] READS = {HttpMethod.GET, HttpMethod.HEAD};

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final List<MediaType> OFFERED =
            List.of(MediaType.APPLICATION_JSON, CSV, MediaType.APPLICATION_NDJSON);

    private static final String NAMES = OFFERED.stream()
            .map(type -> type.getType() + "/" + type.getSubtype())
            .collect(Collectors.joining(", "));

    private static final long DEFAULT_LIMIT = 50;
    private static final long MAX_LIMIT = 500;
    private static final long MAX_EXPORT = 999_999_999_999_999_999L;

    private final Lists lists;
    private final Exports exports;
    private final TransactionDocuments documents;
    private final Map<MediaType, ExportFormat> formats;

    private ListRoutes(Lists lists, Exports exports, TransactionDocuments documents) {
        this.lists = lists;
        this.exports = exports;
        this.documents = documents;
        this.formats = Map.of(CSV, new CsvFormat(documents), MediaType.APPLICATION_NDJSON, new NdjsonFormat(documents));
    }

    static RouterFunction<ServerResponse> of(Lists lists, Exports exports, TransactionDocuments documents) {
        RequestPredicate list = path(HttpPaths.TRANSACTIONS);
        return RouterFunctions.route()
                .route(list.and(methods(READS)), new ListRoutes(lists, exports, documents)::list)
                .route(
                        list.and(method(HttpMethod.OPTIONS)),
                        request -> ServerResponse.noContent().allow(READS).build())
                .route(list, request -> Problems.methodNotAllowed(READS))
                .build();
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        MediaType type = Negotiation.choose(request.headers().header(HttpHeaders.ACCEPT), OFFERED);
        if (type == null) {
            return Problems.of(HttpStatus.NOT_ACCEPTABLE, "Offered here: " + NAMES);
        }
        var list = ListRequest.of(request.uri().getRawQuery());
        ExportFormat format = formats.get(type);
        return format == null ? page(list) : export(request, list, type, format);
    }

    private Mono<ServerResponse> page(ListRequest list) {
        long limit = list.limit(DEFAULT_LIMIT, MAX_LIMIT);
        return lists.page(list.filter(), list.after(), (int) limit).flatMap(page -> answer(list, page));
    }

    private Mono<ServerResponse> answer(ListRequest list, Page page) {
        String next = page.next() == null ? null : Cursor.encode(list.filter(), page.next());
        ServerResponse.BodyBuilder answer = ok(MediaType.APPLICATION_JSON);
        if (next != null) {
            String target = HttpPaths.TRANSACTIONS + "?" + list.query().with(ListRequest.CURSOR, next);
            answer.header(HttpHeaders.LINK, "<" + target + ">; rel=\"next\"");
        }
        return answer.bodyValue(
                ListAnswer.of(page.transactions().stream().map(documents::of).toList(), next));
    }

    private Mono<ServerResponse> export(ServerRequest request, ListRequest list, MediaType type, ExportFormat format) {
        long limit = list.limit(MAX_EXPORT, MAX_EXPORT);
        Flux<byte[]> blocks = exports.export(list.filter(), list.after(), limit, format);
        // For HEAD, Spring would read all blocks and discard them.
        Flux<byte[]> sent = request.method().equals(HttpMethod.HEAD) ? blocks.take(1) : blocks;
        return ok(type).body((response, context) -> send(sent, response));
    }

    /** Nothing is sent before the first block is known: until then, an error has an answer of its own. */
    private static Mono<Void> send(Flux<byte[]> blocks, ServerHttpResponse response) {
        Flux<DataBuffer> buffers = blocks.map(response.bufferFactory()::wrap);
        return response.writeWith(buffers.onErrorResume(
                error -> response.isCommitted() ? BrokenOffExport.end(response) : Mono.error(error)));
    }

    private static ServerResponse.BodyBuilder ok(MediaType type) {
        return ServerResponse.ok()
                .contentType(type)
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.ACCEPT);
    }
}
