package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

class RehearsalTest {

    private final Rehearsal rehearsal = new Rehearsal(
            new IngestProperties(DataSize.ofKilobytes(64), Duration.ofMillis(300), 10), InstantSource.system());

    @Test
    void asksTheGatewayHowItIsAndNothingElse() {
        var asked = new AtomicInteger();
        var askedOtherwise = new AtomicInteger();
        rehearsal.run((request, response) -> {
            (request.getURI().getPath().equals("/") ? asked : askedOtherwise).incrementAndGet();
            return response.setComplete();
        });
        assertThat(asked).hasPositiveValue();
        assertThat(askedOtherwise).hasValue(0);
    }

    @Test
    void doesNotWaitForLong() {
        HttpHandler silent = (request, response) -> Mono.never();
        assertTimeout(Duration.ofSeconds(10), () -> rehearsal.run(silent));
    }
}
