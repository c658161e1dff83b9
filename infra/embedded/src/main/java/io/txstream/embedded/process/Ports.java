package io.txstream.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address.
 *
 * <p>Free ones are picked below the range from which systems take the local ports of outgoing connections (from 32768
 * on Linux, from 49152 on macOS). A port of that range would be lost while its server is down: a client that keeps
 * trying to reach it is sooner or later given that very port as its own, connects to itself, and the server cannot bind
 * it again.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int BOUND = 32_000;
    private static final int CONNECT_TIMEOUT_MS = 200;

    private Ports() {}

    /** A port that nobody listens on at this moment; nothing reserves it. */
    public static int free() {
        return free(1);
    }

    /** The first of {@code count} consecutive ports that nobody listens on at this moment. */
    public static int free(int count) {
        int span = BOUND - LOWEST - count;
        int start = ThreadLocalRandom.current().nextInt(span);
        for (int i = 0; i < span; i++) {
            int first = LOWEST + (start + i) % span;
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports from " + LOWEST + " to " + BOUND);
    }

    /** Whether a server could listen on it: nobody answers, whatever address he bound, and binding works. */
    public static boolean isFree(int port) {
        // Binding alone is not enough: macOS lets a loopback listener in beside one on all addresses.
        return !answers(port) && binds(port);
    }

    /** Whether somebody accepts connections there. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (!binds(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean binds(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
