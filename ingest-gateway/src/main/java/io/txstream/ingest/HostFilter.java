package io.txstream.ingest;

import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Answers 400 to a request without {@code Host}, or with more than one (RFC 9112, section 3.2). Servers that read
 * different hosts from one request can be played off against each other. HTTP/1.0 does not know the header.
 */
final class HostFilter implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        List<String> hosts = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
        if (hosts.size() == 1 || (hosts.isEmpty() && !isHttp11(request))) {
            return chain.filter(exchange);
        }
        return Mono.error(new ServerWebInputException("There must be exactly one Host header"));
    }

    private static boolean isHttp11(ServerHttpRequest request) {
        HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
        return netty.version().equals(HttpVersion.HTTP_1_1);
    }
}
