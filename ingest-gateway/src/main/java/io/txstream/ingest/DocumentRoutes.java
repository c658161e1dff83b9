package io.txstream.ingest;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.txstream.contract.ContractDocument;
import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Serves the documents of the contract, and a page that renders the one of HTTP without any other host. */
final class DocumentRoutes {

    /** The server leaves out the body of an answer to HEAD. */
    private static final HttpMethod[] READS = {HttpMethod.GET, HttpMethod.HEAD};

    private static final MediaType YAML = new MediaType("application", "yaml"); // RFC 9512

    private DocumentRoutes() {}

    /** Returns the routes. Everything that they serve is read here, so that a file that is missing fails the start. */
    static RouterFunction<ServerResponse> of(DocsFiles docs) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        add(routes, HttpPaths.OPENAPI, serve(new StaticFile(ContractDocument.OPENAPI.read(), YAML)));
        add(routes, HttpPaths.ASYNCAPI, serve(new StaticFile(ContractDocument.ASYNCAPI.read(), YAML)));
        add(routes, HttpPaths.DOCS, serve(docs.page()));
        Map<String, StaticFile> files = docs.files();
        add(routes, HttpPaths.DOCS_FILE, request -> file(files, request));
        return routes.build();
    }

    private static void add(RouterFunctions.Builder routes, String path, HandlerFunction<ServerResponse> handler) {
        routes.route(path(path).and(methods(READS)), handler)
                .route(path(path).and(method(HttpMethod.OPTIONS)), request -> options())
                .route(path(path), request -> Problems.methodNotAllowed(READS));
    }

    private static HandlerFunction<ServerResponse> serve(StaticFile file) {
        return file::answer;
    }

    private static Mono<ServerResponse> file(Map<String, StaticFile> files, ServerRequest request) {
        StaticFile file = files.get(request.pathVariable("file"));
        return file == null ? Problems.of(HttpStatus.NOT_FOUND, "No such path") : file.answer(request);
    }

    private static Mono<ServerResponse> options() {
        return ServerResponse.noContent().allow(READS).build();
    }
}
