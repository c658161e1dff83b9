package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

class WarmUpTest {

    private static final String WARM_UP_WEBHOOK = """
            {"transaction_id":"txstream-warm-up-accepted","source_account":"a","destination_account":"b",\
            "amount":1500.50,"currency":"EUR"}""";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> appended = new CopyOnWriteArrayList<>();
    private final Collection<String> exchanges = ConcurrentHashMap.newKeySet();

    private final ByteBudget budget = new ByteBudget(1_000_000, () -> {});

    private final HttpHandler gateway = RouterFunctions.toHttpHandler(
            IngestRoutes.of(
                    new WebhookHandler(this::append, new WebhookMetrics(registry), budget, 1_000),
                    InstantSource.system()),
            HandlerStrategies.builder()
                    .webFilter(this::record)
                    .webFilter(new ProcessTimeFilter(registry.config().clock()))
                    .build());

    private final WarmUp warmUp = new WarmUp(gateway, budget, registry);

    @Test
    void passesTheFiltersAndRoutesOfTheGateway() {
        warmUp.run();
        assertThat(exchanges)
                .containsExactlyInAnyOrder(
                        "GET / 200 OK timed",
                        "POST /v1/webhooks/transactions 202 ACCEPTED timed",
                        "POST /v1/webhooks/transactions 503 SERVICE_UNAVAILABLE timed");
    }

    @Test
    void appendsAndCountsNothing() {
        warmUp.run();
        assertThat(appended).isEmpty();
        assertThat(counted()).isZero();
        assertThat(registry.find("http.server.requests").meters()).isEmpty();
    }

    @Test
    void doesNotAffectARealRequest() {
        warmUp.run();
        WebTestClient.bindToServer(new HttpHandlerConnector(gateway))
                .build()
                .post()
                .uri(URI.create("http://localhost/v1/webhooks/transactions"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(WARM_UP_WEBHOOK)
                .exchange()
                .expectStatus()
                .isAccepted();
        assertThat(appended).containsExactly("txstream-warm-up-accepted");
        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void endsInTimeIfTheGatewayDoesNotAnswer() {
        HttpHandler silent = (request, response) -> Mono.never();
        assertTimeout(Duration.ofSeconds(10), () -> new WarmUp(silent, budget, registry).run());
    }

    private Mono<Void> append(String id, byte[] body, Reservation reservation) {
        appended.add(id);
        return Mono.empty();
    }

    private Mono<Void> record(ServerWebExchange exchange, WebFilterChain chain) {
        registry.timer("http.server.requests").record(Duration.ofMillis(1)); // as the framework does
        return chain.filter(exchange).doOnSuccess(end -> exchanges.add(describe(exchange)));
    }

    private static String describe(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        var response = exchange.getResponse();
        return request.getMethod() + " " + request.getPath() + " "
                + response.getStatusCode()
                + (response.getHeaders().containsHeader("X-Process-Time-ms") ? " timed" : "");
    }

    private double counted() {
        return registry.find("txstream.ingest.webhooks").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
