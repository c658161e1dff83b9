package io.txstream.ingest;

import io.txstream.contract.HttpPaths;
import io.txstream.service.Problems;
import java.io.IOException;
import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Forwards every read below {@link HttpPaths#TRANSACTIONS} to status-query. Answers 503 when status-query refuses the
 * connection, closes it, or does not respond in time. The timeouts are set in {@code application.yml}.
 */
final class StatusQueryRoute {

    /** Before the filter that writes the response, so that errors while writing are translated too. */
    private static final int FILTER_ORDER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

    private StatusQueryRoute() {}

    static RouteLocator of(RouteLocatorBuilder builder, URI statusQuery) {
        return builder.routes()
                .route(
                        "status-query",
                        route -> route.method(HttpMethod.GET, HttpMethod.HEAD)
                                .and()
                                .path(HttpPaths.TRANSACTIONS + "/**")
                                .filters(filters -> filters.filter(StatusQueryRoute::translateErrors, FILTER_ORDER))
                                .uri(statusQuery))
                .build();
    }

    private static Mono<Void> translateErrors(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange).onErrorMap(StatusQueryRoute::isUnreachable, StatusQueryRoute::unavailable);
    }

    private static boolean isUnreachable(Throwable error) {
        return error instanceof IOException
                || (error instanceof ErrorResponse response
                        && response.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT));
    }

    private static ErrorResponseException unavailable(Throwable cause) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "Transactions cannot be looked up now; try again");
        var exception = new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE, problem, cause);
        exception.getHeaders().set(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
        return exception;
    }
}
