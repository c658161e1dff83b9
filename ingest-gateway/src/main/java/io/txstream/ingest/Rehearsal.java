package io.txstream.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;

/**
 * Answers webhooks of its own before the gateway's port opens, on another port of the loopback address and without Kafka.
 * Code that runs for the first time takes a hundred times as long, and real senders would wait for it, just when a gateway
 * that was away has most to do. Nothing of it is kept, nor counted among the webhooks; only the requests for the health
 * stand in the framework's own metrics.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int REQUESTS = 200;
    private static final int AT_ONCE = 8;
    private static final Duration AT_MOST = Duration.ofSeconds(3);
    private static final String REFUSED = "refused";

    private final IngestProperties settings;
    private final InstantSource clock;

    Rehearsal(IngestProperties settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Returns when it is done, or when it has not been done in time; a rehearsal that fails is not the end of the gateway.
     *
     * @param gateway as it will be served; only asked how it is
     */
    void run(HttpHandler gateway) {
        try {
            serveAndAsk(gateway);
        } catch (RuntimeException e) {
            LOG.warn("the rehearsal failed; the first webhooks will be slow", e);
        }
    }

    private void serveAndAsk(HttpHandler gateway) {
        HttpHandler webhooks = RouterFunctions.toHttpHandler(IngestRoutes.of(
                new WebhookHandler(Rehearsal::append, settings, new WebhookMetrics(new SimpleMeterRegistry())), clock));
        HttpHandler both = (request, response) ->
                (request.getURI().getPath().equals("/") ? gateway : webhooks).handle(request, response);
        DisposableServer server = HttpServer.create()
                .host(InetAddress.getLoopbackAddress().getHostAddress())
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(both))
                .bindNow(AT_MOST);
        try {
            HttpClient client = HttpClient.create().remoteAddress(server::address);
            Flux.range(0, REQUESTS)
                    .flatMap(number -> request(client, number), AT_ONCE)
                    .take(AT_MOST)
                    .blockLast();
        } finally {
            server.dispose();
        }
    }

    private static Mono<HttpClientResponse> request(HttpClient client, int number) {
        return switch (number % 3) {
            case 0 -> client.get().uri("/").response();
            case 1 -> post(client, "accepted");
            default -> post(client, REFUSED);
        };
    }

    private static Mono<HttpClientResponse> post(HttpClient client, String id) {
        String webhook = """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":1500.50,"currency":"EUR"}""".formatted(id);
        return client.headers(headers -> headers.set("Content-Type", "application/json"))
                .post()
                .uri("/v1/webhooks/transactions")
                .send(ByteBufMono.fromString(Mono.just(webhook)))
                .response();
    }

    private static Mono<Void> append(String transactionId, byte[] body) {
        return transactionId.equals(REFUSED)
                ? Mono.error(new TransactionLog.UnavailableException("rehearsed"))
                : Mono.empty();
    }
}
