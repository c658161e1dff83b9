package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.txstream.contract.HttpPaths;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.util.context.ContextView;

/**
 * Sends requests through the gateway's own HTTP handler before its port opens. Cold code is about a hundred times
 * slower. Without the warm-up, the first senders after a restart would wait.
 *
 * <p>The requests arrive at a second server on the loopback address and pass the same filters and routes as real ones.
 * Only the {@link WebhookHandler} differs: one that stores and counts nothing replaces the real one through the Reactor
 * context. An HTTP client cannot do that: no part of a request sets a context entry, and the key is private. Lookups
 * pass a forwarder of their own, to a third server in place of status-query, which may not run yet.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final Object KEY = new Object();

    private static final int MAX_BODY_BYTES = 1 << 10;
    private static final int REQUESTS = 300;
    private static final int CONCURRENCY = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

    private static final String ACCEPTED_ID = "txstream-warm-up-accepted";
    private static final String UNAVAILABLE_ID = "txstream-warm-up-unavailable";

    private final HttpHandler gateway;
    private final MeterRegistry registry;
    private final WebhookHandler webhooks;

    /**
     * Creates a warm-up.
     *
     * @param gateway the handler that serves the gateway's port, with all filters and routes
     * @param budget the gateway's own
     * @param registry where the handler records its metrics
     */
    WarmUp(HttpHandler gateway, ByteBudget budget, MeterRegistry registry) {
        this.gateway = gateway;
        this.registry = registry;
        webhooks = new WebhookHandler(
                WarmUp::append, new WebhookMetrics(new SimpleMeterRegistry()), budget, MAX_BODY_BYTES);
    }

    /** Returns the handler for a webhook: the warm-up's own for a request of the warm-up, or else the real one. */
    static WebhookHandler handler(ContextView context, WebhookHandler real) {
        return context.hasKey(KEY) ? context.get(KEY) : real;
    }

    /** Blocks until the warm-up ends, for about 10 s at most. A failure is logged and does not prevent the start. */
    void run() {
        try {
            serveAndSend();
        } catch (RuntimeException e) {
            LOG.warn("the warm-up failed; the first webhooks will be slow", e);
        } finally {
            // The framework has counted these requests too. No real request can have been counted yet.
            registry.find("http.server.requests").meters().forEach(registry::remove);
        }
    }

    private void serveAndSend() {
        DisposableServer statusQuery =
                serve(server -> server.handle((request, response) -> response.sendString(Mono.just("{}"))));
        try (var connections =
                new StatusQueryClient(URI.create("http://" + LOOPBACK + ":" + statusQuery.port()), CONCURRENCY)) {
            HttpHandler marked = (request, response) ->
                    gateway.handle(request, response).contextWrite(context -> context.put(KEY, webhooks));
            LookupForwarder lookups = lookups(connections);
            send(serve(server -> server.route(routes -> routes.route(LookupForwarder::takes, lookups)
                    .route(any -> true, new ReactorHttpHandlerAdapter(marked)))));
        } finally {
            statusQuery.disposeNow(SHUTDOWN_TIMEOUT);
        }
    }

    private LookupForwarder lookups(StatusQueryClient connections) {
        var places = new LookupPlaces(CONCURRENCY, 0);
        var metrics = new LookupMetrics(new SimpleMeterRegistry(), places);
        return new LookupForwarder(
                connections, places, metrics, registry.config().clock()::monotonicTime);
    }

    private static DisposableServer serve(UnaryOperator<HttpServer> handler) {
        return handler.apply(HttpServer.create()
                        .host(LOOPBACK)
                        .port(0)
                        .channelGroup(new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE)))
                .bindNow(TIMEOUT);
    }

    private static void send(DisposableServer server) {
        try {
            HttpClient client = HttpClient.create().remoteAddress(server::address);
            Flux.range(0, REQUESTS)
                    .flatMap(number -> request(client, number), CONCURRENCY)
                    .take(TIMEOUT)
                    .blockLast();
        } finally {
            server.disposeNow(SHUTDOWN_TIMEOUT); // with a channel group, this waits for the requests in progress
        }
    }

    private static Mono<HttpClientResponse> request(HttpClient client, int number) {
        return switch (number % 4) {
            case 0 -> client.get().uri(HttpPaths.ROOT).response();
            case 1 -> post(client, ACCEPTED_ID);
            case 2 ->
                client.get().uri(HttpPaths.TRANSACTIONS + "/" + ACCEPTED_ID).response();
            default -> post(client, UNAVAILABLE_ID);
        };
    }

    private static Mono<HttpClientResponse> post(HttpClient client, String id) {
        String webhook = """
                {"transaction_id":"%s","source_account":"a","destination_account":"b",\
                "amount":1500.50,"currency":"EUR"}""".formatted(id);
        return client.headers(headers -> headers.set("Content-Type", "application/json"))
                .post()
                .uri(HttpPaths.WEBHOOKS)
                .send(ByteBufMono.fromString(Mono.just(webhook)))
                .response();
    }

    /**
     * Stores nothing. Acknowledges one id that only the warm-up uses, so that another program that finds the loopback
     * port does not receive a 202 for its own transaction.
     */
    private static Mono<Void> append(String transactionId, byte[] body, Reservation reservation) {
        return transactionId.equals(ACCEPTED_ID)
                ? Mono.empty()
                : Mono.error(new TransactionLog.UnavailableException("warm-up"));
    }
}
