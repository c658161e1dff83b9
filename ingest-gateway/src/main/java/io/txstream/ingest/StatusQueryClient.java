package io.txstream.ingest;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.netty.transport.AddressUtils;

/**
 * The connections to status-query. Each event loop has some of its own, so that a lookup stays on the thread of its
 * caller: two handovers for each lookup cost more than the rest of the forwarding.
 */
final class StatusQueryClient implements AutoCloseable {

    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    /** Of memory outside the heap, for each read. */
    private static final int MAX_READ_BYTES = 16 << 10;

    /** How many reads can follow each other. A caller that stalls keeps what they gave. Netty's default is 16. */
    private static final int MAX_READS = 2;

    /** For a search domain. Both types of addresses are asked for, and name servers that do not respond again. */
    private static final int MAX_NAME_QUERIES = 4;

    private final ConnectionProvider connections;
    private final HttpClient client;
    private final ConcurrentMap<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * Creates a client without connections.
     *
     * @param statusQuery its scheme, host and port are used
     * @param maxLookups how many lookups can be in progress at once. Each has a connection, so that none waits for one
     */
    StatusQueryClient(URI statusQuery, int maxLookups) {
        var address = AddressUtils.createUnresolved(host(statusQuery), port(statusQuery));
        connections = ConnectionProvider.builder("status-query")
                .maxConnections(maxLookups)
                .pendingAcquireMaxCount(maxLookups) // while one that has ended is not removed yet
                .pendingAcquireTimeout(LookupTimeouts.CONNECT)
                .lifo() // so that the others become idle, and end
                .maxIdleTime(MAX_IDLE)
                .evictInBackground(MAX_IDLE)
                .build();
        client = secured(
                HttpClient.create(connections)
                        .remoteAddress(() -> address)
                        .resolver(names ->
                                names.queryTimeout(LookupTimeouts.NAME_QUERY).maxQueriesPerResolve(MAX_NAME_QUERIES))
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(LookupTimeouts.CONNECT.toMillis()))
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(64, 2 << 10, MAX_READ_BYTES)
                                        .maxMessagesPerRead(MAX_READS))
                        .disableRetry(true) // LookupForwarder does it, in more cases
                        .doAfterRequest((request, connection) ->
                                request.requestHeaders().clear()) // a wait would hold them
                        .doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                                .addAfter(NettyPipeline.HttpCodec, "txstream.silenceLimit", new SilenceLimit())),
                statusQuery);
    }

    private static HttpClient secured(HttpClient plain, URI statusQuery) {
        if (!isHttps(statusQuery)) {
            return plain;
        }
        GenericSslContextSpec<?> context = Http11SslContextSpec.forClient();
        return plain.secure(tls -> tls.sslContext(context).handshakeTimeout(LookupTimeouts.TLS_HANDSHAKE));
    }

    /** Returns the host, without the brackets around an address of IPv6. */
    private static String host(URI statusQuery) {
        String host = statusQuery.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI statusQuery) {
        if (statusQuery.getPort() >= 0) {
            return statusQuery.getPort();
        }
        return isHttps(statusQuery) ? 443 : 80;
    }

    private static boolean isHttps(URI statusQuery) {
        return "https".equalsIgnoreCase(statusQuery.getScheme());
    }

    /** Returns the client whose connections belong to an event loop. */
    HttpClient on(EventLoop loop) {
        HttpClient own = clients.get(loop);
        return own != null ? own : clients.computeIfAbsent(loop, client::runOn);
    }

    @Override
    public void close() {
        connections.dispose();
    }
}
