package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

class StatusQueryClientTest {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void endTheLoop() {
        Future<?> unused = loops.shutdownGracefully();
    }

    /** Nothing accepts the connection, so that the handshake gets no answer. */
    @Test
    void aHandshakeIsBounded() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new StatusQueryClient(URI.create("https://127.0.0.1:" + silent.getLocalPort()), 1)) {
            assertThatThrownBy(() ->
                            client.on(loops.next()).get().uri("/").response().block())
                    .hasRootCauseInstanceOf(SslHandshakeTimeoutException.class)
                    .hasMessageContaining(LookupTimeouts.TLS_HANDSHAKE.toMillis() + "ms");
        }
    }

    @Test
    void theLookUpOfTheNameIsBounded() {
        try (var client = new StatusQueryClient(URI.create("http://status-query:8001"), 1)) {
            HttpClient own = client.on(loops.next());
            assertThat(requireNonNull(own.configuration().getNameResolverProvider())
                            .queryTimeout())
                    .isEqualTo(LookupTimeouts.NAME_QUERY);
        }
    }
}
