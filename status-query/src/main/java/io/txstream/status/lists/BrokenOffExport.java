package io.txstream.status.lists;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerResponse;

/** The end of an export that fails after a part of it was sent. */
final class BrokenOffExport {

    private BrokenOffExport() {}

    /**
     * Closes the connection before the last chunk, so that the receiver sees that the export is not complete (RFC 9112,
     * section 8). An error that goes through Reactor Netty would wait until the receiver has taken what was sent, and
     * a receiver that takes nothing would keep the connection and its buffers.
     *
     * @return a publisher that never ends; the closed connection cancels it
     */
    static <T> Mono<T> end(ServerHttpResponse response) {
        HttpServerResponse connection = ServerHttpResponseDecorator.getNativeResponse(response);
        connection.withConnection(DisposableChannel::dispose);
        return Mono.never();
    }
}
