package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The warm-up of the gateway as it is wired, with a filter that records the warm-up's requests. */
@DirtiesContext
class WarmUpIT extends GatewayIntegrationTest {

    @Autowired
    private RecordingFilter filter;

    @Test
    void passesEveryFilterButIsNeitherStoredNorCounted() {
        assertThat(filter.exchanges)
                .containsExactlyInAnyOrder(
                        "GET / 200 OK",
                        "POST /v1/webhooks/transactions 202 ACCEPTED",
                        "POST /v1/webhooks/transactions 503 SERVICE_UNAVAILABLE");
        assertThat(receivedIds()).noneMatch(id -> id.startsWith("txstream-warm-up"));
        assertThat(metrics())
                .contains("txstream_ingest_webhooks_total")
                .doesNotContainPattern("txstream_ingest_webhooks_total\\{[^}]*} [1-9]")
                .doesNotContainPattern("http_server_requests_seconds_count\\{[^}]*/v1/webhooks/transactions");

        String real = EXAMPLE.replace("txn_abc123def456", "after-warm-up");
        await().until(() -> post(real).statusCode() == 202);
        assertThat(receivedIds()).contains("after-warm-up");
        assertThat(metrics())
                .containsPattern("txstream_ingest_webhooks_total\\{[^}]*outcome=\"accepted\"} 1\\.0")
                .containsPattern("http_server_requests_seconds_count\\{[^}]*\"202\"[^}]*} 1\n");
    }

    private static List<String> receivedIds() {
        return new TopicReader(BROKER.bootstrapServers())
                .readAll(Topics.RECEIVED).stream()
                        .map(record -> new String(record.key(), UTF_8))
                        .toList();
    }

    private String metrics() {
        return send(request("/actuator/prometheus")).body();
    }

    @TestConfiguration
    static class Recording {

        @Bean
        RecordingFilter recordingFilter() {
            return new RecordingFilter();
        }
    }

    static class RecordingFilter implements WebFilter {

        final Collection<String> exchanges = ConcurrentHashMap.newKeySet();

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            return chain.filter(exchange)
                    .doOnSuccess(end -> exchanges.add(exchange.getRequest().getMethod() + " "
                            + exchange.getRequest().getPath() + " "
                            + exchange.getResponse().getStatusCode()));
        }
    }
}
