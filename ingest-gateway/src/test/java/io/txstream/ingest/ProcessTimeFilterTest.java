package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class ProcessTimeFilterTest {

    @Test
    void addsTheTimeUntilTheResponseIsCommitted() {
        var clock = new MockClock();
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        new ProcessTimeFilter(clock)
                .filter(exchange, same -> {
                    clock.add(Duration.ofNanos(12_345_678));
                    return same.getResponse().setComplete();
                })
                .block();
        assertThat(exchange.getResponse().getHeaders().getFirst("X-Process-Time-ms"))
                .isEqualTo("12.346");
    }
}
