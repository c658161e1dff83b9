package io.txstream.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards TCP connections from a port of the loopback address to a server, and injects faults of the network between
 * them. A service that is given {@link #port()} instead of the server's port meets these faults.
 *
 * <p>What a frozen direction has not delivered stays in its order and is delivered after {@link #thaw()}, as TCP does
 * after packets were lost. Ends of streams are frozen with the data, so neither side learns that the other has gone.
 *
 * <p>Any thread may call it. Each connection has two threads, which end with it.
 */
public final class TcpProxy implements AutoCloseable {

    /** The direction of bytes. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ServerSocket listener;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Direction> frozen = EnumSet.noneOf(Direction.class);
    private volatile InetSocketAddress server;
    private volatile Duration latency = Duration.ZERO;

    private TcpProxy(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
    }

    /** Starts a proxy that forwards everything at once. */
    public static TcpProxy to(String host, int port) {
        try {
            var listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            var proxy = new TcpProxy(listener, new InetSocketAddress(host, port));
            ProxiedConnection.daemon("tcp-proxy-" + listener.getLocalPort(), proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port to connect to, on {@code 127.0.0.1}. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sends connections that are opened from now on to another server, as a failover does. */
    public void redirect(String host, int port) {
        server = new InetSocketAddress(host, port);
    }

    /** Delays everything by this time in each direction; zero or more. A long delay also reduces the throughput. */
    public void delay(Duration newLatency) {
        latency = newLatency;
    }

    /** Stops forwarding in these directions, on open and on new connections, until {@link #thaw()}: a black hole. */
    public synchronized void freeze(Direction... directions) {
        frozen.addAll(Set.of(directions));
        notifyAll();
    }

    /** Stops forwarding both ways on the connections that are open now, until they are reset. New ones are forwarded. */
    public void freezeOpenConnections() {
        connections.forEach(ProxiedConnection::freeze);
    }

    /** Ends {@link #freeze}. */
    public synchronized void thaw() {
        frozen.clear();
        notifyAll();
    }

    /** Resets all open connections (RST), on both sides. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Returns the number of open connections. */
    public int openConnections() {
        return connections.size();
    }

    /** Refuses further connections and resets the open ones. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thaw();
        reset();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept(); // throws when the proxy is closed
            var toServer = new Socket();
            try {
                toServer.connect(server, Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            } catch (IOException e) {
                ProxiedConnection.reset(client);
                continue;
            }
            var connection = new ProxiedConnection(this, client, toServer);
            connections.add(connection);
            connection.start();
        }
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    Duration latency() {
        return latency;
    }

    /** Blocks while the direction is frozen. */
    synchronized void awaitThawed(Direction direction) throws InterruptedException {
        while (frozen.contains(direction)) {
            wait();
        }
    }
}
