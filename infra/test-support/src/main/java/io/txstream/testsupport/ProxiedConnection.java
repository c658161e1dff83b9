package io.txstream.testsupport;

import io.txstream.testsupport.TcpProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** One connection through a {@link TcpProxy}: two sockets, and a thread per direction. */
final class ProxiedConnection {

    /** What a thread of the proxy does. It ends when a socket is closed. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static final int BUFFER_SIZE = 1 << 16;

    private final TcpProxy proxy;
    private final Socket client;
    private final Socket server;
    private final CountDownLatch wasReset = new CountDownLatch(1);
    private volatile boolean frozen;

    ProxiedConnection(TcpProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    void start() {
        daemon("tcp-proxy-to-server", () -> pump(client, server, Direction.TO_SERVER));
        daemon("tcp-proxy-to-client", () -> pump(server, client, Direction.TO_CLIENT));
    }

    void freeze() {
        frozen = true;
    }

    void reset() {
        wasReset.countDown();
        reset(client);
        reset(server);
        proxy.ended(this);
    }

    /** Closes a socket so that its peer sees a reset. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    static void daemon(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // A socket was closed, which is how the work ends.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Socket from, Socket to, Direction direction) throws IOException, InterruptedException {
        try {
            InputStream in = from.getInputStream();
            var buffer = new byte[BUFFER_SIZE];
            int read;
            do {
                read = in.read(buffer);
                Thread.sleep(proxy.latency().toMillis());
                proxy.awaitThawed(direction);
                if (frozen) {
                    wasReset.await();
                }
                forward(Arrays.copyOf(buffer, Math.max(0, read)), to);
            } while (read >= 0);
            to.shutdownOutput();
        } catch (IOException e) {
            reset(); // one side was reset, so the other is
            throw e;
        }
        if (from.isOutputShutdown()) {
            reset(); // both directions have ended
        }
    }

    private static void forward(byte[] bytes, Socket to) throws IOException {
        to.getOutputStream().write(bytes);
        to.getOutputStream().flush();
    }
}
