package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/transactions/a | | PLAIN",
                "/v1/transactions/a | Accept: application/json | PLAIN",
                "/v1/transactions/a | Prefer: return=minimal | PLAIN",
                "/v1/transactions/a?wait=35s | | WAIT",
                "/v1/transactions/a?%77ait=35s | | WAIT",
                "/v1/transactions/a | Prefer: respond-async, Wait=35 | WAIT",
                "/v1/transactions/a | Accept: Text/Event-Stream;q=1 | IN_PARTS",
                "/v1/transactions/a?wait=35s | Accept: text/event-stream | IN_PARTS",
                "/v1/transactions/stream | | IN_PARTS",
                "/v1/transactions | | LIST",
                "/v1/transactions?limit=5 | Prefer: wait=35 | LIST",
                "/v1/transactions?limit=5 | Accept: text/csv | IN_PARTS",
                "/v1/transactions | Accept: application/x-ndjson, */*;q=0.1 | IN_PARTS",
                "/v1/transactions/a/history | | LIST",
            })
    void isGuessedFromTheRequest(String target, String field, LookupKind kind) {
        var headers = new DefaultHttpHeaders();
        if (field != null) {
            headers.add("Accept", "text/html").add("Prefer", "handling=strict");
            int colon = field.indexOf(':');
            headers.add(field.substring(0, colon), field.substring(colon + 2));
        }
        assertThat(LookupKind.of(requireNonNull(LookupTarget.parse(target)), headers))
                .isEqualTo(kind);
    }

    @Test
    void allowsTheLongestWaitAndSeveralPings() {
        assertThat(LookupKind.WAIT.head()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(LookupKind.IN_PARTS.silence()).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void whatCanTakeLongHasAPlaceOfItsOwn() {
        assertThat(Stream.of(LookupKind.values()).filter(LookupKind::isHeld))
                .containsExactly(LookupKind.WAIT, LookupKind.IN_PARTS);
    }
}
