package io.txstream.service;

import java.io.IOException;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.webflux.autoconfigure.error.AbstractErrorWebExceptionHandler;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers every error that no handler answered with problem details (RFC 9457). Unexpected ones tell no internals. */
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
        // Of a part behind this one: it refused, hung up, or did not answer in time.
        if (error instanceof IOException
                || (error instanceof ErrorResponse response
                        && response.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT))) {
            return Problems.unavailable("A part of the service is not reachable; try again shortly");
        }
        if (error instanceof ErrorResponse response) {
            return Problems.response(response.getBody(), response.getHeaders());
        }
        return Problems.of(HttpStatus.INTERNAL_SERVER_ERROR, "Unexpected error; it has been logged");
    }
}
