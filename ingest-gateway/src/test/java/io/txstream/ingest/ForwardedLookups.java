package io.txstream.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server that forwards lookups, and one in place of status-query that answers them as a test wants. */
final class ForwardedLookups implements AutoCloseable {

    static final int MAX_PLAIN = 3;
    static final int MAX_HELD = 2;

    /** Less than the kernel's, so that callers who take little are noticed soon. */
    private static final int SEND_BUFFER = 4 << 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final LookupPlaces places;

    /** The connections that status-query has accepted and that are open. */
    final ChannelGroup atStatusQuery = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** The same of the gateway. */
    final ChannelGroup atGateway = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    final LookupForwarder forwarder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final StatusQueryClient connections;
    private final DisposableServer statusQuery;
    private final DisposableServer gateway;

    ForwardedLookups(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        this(answer, new LookupPlaces(MAX_PLAIN, MAX_HELD));
    }

    ForwardedLookups(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer, LookupPlaces places) {
        this.places = places;
        statusQuery = HttpServer.create()
                .host(LOOPBACK)
                .port(0)
                .channelGroup(atStatusQuery)
                .handle(answer)
                .bindNow(TIMEOUT);
        connections = new StatusQueryClient(
                URI.create("http://" + LOOPBACK + ":" + statusQuery.port() + "/ignored"), places.max());
        forwarder = new LookupForwarder(connections, places, new LookupMetrics(registry, places), System::nanoTime);
        gateway = HttpServer.create()
                .host(LOOPBACK)
                .port(0)
                .channelGroup(atGateway)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .route(routes -> routes.route(LookupForwarder::takes, forwarder))
                .bindNow(TIMEOUT);
    }

    int port() {
        return gateway.port();
    }

    HttpResponse<String> get(String uri, String... fields) {
        try {
            return client.send(request(uri, fields), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> getLater(String uri, String... fields) {
        return client.sendAsync(request(uri, fields), BodyHandlers.ofString());
    }

    /** Returns the body of an answer whose head has arrived. */
    InputStream stream(String uri, String... fields) {
        return client.sendAsync(request(uri, fields), BodyHandlers.ofInputStream())
                .join()
                .body();
    }

    private HttpRequest request(String uri, String... fields) {
        var request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + port() + uri))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(TIMEOUT);
        return fields.length == 0 ? request.build() : request.headers(fields).build();
    }

    double counted(String outcome) {
        return registry.get("txstream.ingest.lookups")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    void endStatusQuery() {
        statusQuery.disposeNow(TIMEOUT);
    }

    @Override
    public void close() {
        gateway.disposeNow(TIMEOUT);
        connections.close();
        atStatusQuery.close().awaitUninterruptibly();
        statusQuery.disposeNow(TIMEOUT);
    }
}
