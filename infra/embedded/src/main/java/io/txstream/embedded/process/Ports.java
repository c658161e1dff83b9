package io.txstream.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of the loopback address.
 *
 * <p>Free ports are picked below the range from which systems assign local ports to outgoing connections (from 32768 on
 * Linux, from 49152 on macOS). A port of that range could be lost while its server is down: a client that retries the
 * connection may be assigned this very port, connects to itself, and the server cannot bind its port again.
 */
public final class Ports {

    private static final int LOWEST = 10_000;
    private static final int BOUND = 32_000;
    private static final int CONNECT_TIMEOUT_MS = 200;

    private Ports() {}

    /** Returns a port that is free now. It is not reserved. */
    public static int free() {
        return free(1);
    }

    /** Returns the first of {@code count} consecutive ports that are free now. They are not reserved. */
    public static int free(int count) {
        int span = BOUND - LOWEST - count;
        int start = ThreadLocalRandom.current().nextInt(span);
        for (int i = 0; i < span; i++) {
            int first = LOWEST + (start + i) % span;
            if (IntStream.range(first, first + count).allMatch(Ports::binds)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " consecutive free ports from " + LOWEST + " to " + BOUND);
    }

    /** Whether a process accepts connections on a port, within 200 ms. */
    public static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Returns the system's reason why a port cannot be bound, such as "Permission denied"; empty if it can. */
    public static Optional<String> bindFailure(int port) {
        try (var socket = new ServerSocket(port, 1, loopback())) {
            return socket.isBound() ? Optional.empty() : Optional.of("not bound");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean binds(int port) {
        return bindFailure(port).isEmpty();
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
