package io.txstream.service;

import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.webflux.autoconfigure.error.AbstractErrorWebExceptionHandler;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Mono;

/**
 * Answers every error that no route handled with problem details (RFC 9457). Details of unexpected errors are logged,
 * not sent.
 */
final class ProblemHandler extends AbstractErrorWebExceptionHandler {

    ProblemHandler(
            ErrorAttributes attributes,
            WebProperties.Resources resources,
            ApplicationContext context,
            ServerCodecConfigurer codecs) {
        super(attributes, resources, context);
        setMessageWriters(codecs.getWriters());
        setMessageReaders(codecs.getReaders());
    }

    @Override
    protected RouterFunction<ServerResponse> getRoutingFunction(ErrorAttributes attributes) {
        return RouterFunctions.route(RequestPredicates.all(), this::render);
    }

    private Mono<ServerResponse> render(ServerRequest request) {
        Throwable error = getError(request);
        if (error instanceof MethodNotAllowedException notAllowed) {
            return Problems.methodNotAllowed(notAllowed.getSupportedMethods().toArray(HttpMethod[]::new));
        }
        if (!(error instanceof ErrorResponse response)) {
            return Problems.of(HttpStatus.INTERNAL_SERVER_ERROR, "Unexpected error; it has been logged");
        }
        if (response.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
            return Problems.of(HttpStatus.NOT_FOUND, "No such path");
        }
        return Problems.response(response.getBody(), response.getHeaders());
    }
}
