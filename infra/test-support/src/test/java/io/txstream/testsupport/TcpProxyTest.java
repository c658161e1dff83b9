package io.txstream.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.testsupport.TcpProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final String HOST = "127.0.0.1";
    private static final int SHORT_MS = 200;
    private static final int LONG_MS = 30_000;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = echoServer(0);
        proxy = TcpProxy.to(HOST, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void forwardsBothWaysAndEndsWithTheClient() throws IOException {
        try (Socket client = connect()) {
            send(client, 7);
            assertThat(receive(client, LONG_MS)).isEqualTo(7);
            client.shutdownOutput();
            assertThat(receive(client, LONG_MS)).isEqualTo(-1);
        }
    }

    @Test
    void deliversAfterAThawWhatWasSentInABlackHole() throws IOException {
        try (Socket client = connect()) {
            send(client, 1);
            assertThat(receive(client, LONG_MS)).isEqualTo(1);
            for (Direction direction : Direction.values()) {
                proxy.freeze(direction);
                send(client, 2);
                assertThatThrownBy(() -> receive(client, SHORT_MS)).isInstanceOf(SocketTimeoutException.class);
                proxy.thaw();
                assertThat(receive(client, LONG_MS)).isEqualTo(2);
            }
        }
    }

    @Test
    void afterAFailoverOldConnectionsStayFrozenAndNewOnesReachTheNewServer() throws IOException {
        try (Socket old = connect();
                ServerSocket successor = echoServer(1)) {
            send(old, 1);
            assertThat(receive(old, LONG_MS)).isEqualTo(1);
            proxy.freezeOpenConnections();
            proxy.redirect(HOST, successor.getLocalPort());
            send(old, 2);
            assertThatThrownBy(() -> receive(old, SHORT_MS)).isInstanceOf(SocketTimeoutException.class);
            try (Socket client = connect()) {
                send(client, 1);
                assertThat(receive(client, LONG_MS)).isEqualTo(2); // this server adds one
            }
        }
    }

    @Test
    void delaysEachDirection() throws IOException {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(SHORT_MS));
            long start = System.nanoTime();
            send(client, 7);
            assertThat(receive(client, LONG_MS)).isEqualTo(7);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(2 * SHORT_MS).toNanos());
        }
    }

    @Test
    void resetsOpenConnectionsEvenFrozenOnes() throws IOException {
        try (Socket client = connect()) {
            send(client, 1);
            assertThat(receive(client, LONG_MS)).isEqualTo(1);
            proxy.freezeOpenConnections();
            proxy.reset();
            assertThatThrownBy(() -> receive(client, LONG_MS)).isInstanceOf(SocketException.class);
            assertThat(proxy.openConnections()).isZero();
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static void send(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
    }

    private static int receive(Socket client, int timeoutMillis) throws IOException {
        client.setSoTimeout(timeoutMillis);
        return client.getInputStream().read();
    }

    /** Returns a server that answers every byte with that byte plus {@code added}. */
    private static ServerSocket echoServer(int added) throws IOException {
        var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        ProxiedConnection.daemon("echo", () -> {
            while (true) {
                Socket client = server.accept();
                ProxiedConnection.daemon("echo-client", () -> {
                    try (client) {
                        for (int read = client.getInputStream().read();
                                read >= 0;
                                read = client.getInputStream().read()) {
                            client.getOutputStream().write(read + added);
                        }
                    }
                });
            }
        });
        return server;
    }
}
