package io.txstream.status.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

class NegotiationTest {

    private static final List<MediaType> OFFERED = List.of(APPLICATION_JSON, TEXT_EVENT_STREAM);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/json",
                "application/*",
                "text/html, */*;q=0.8",
                "application/json;charset=utf-8",
                "text/event-stream;q=0.5, application/json",
                "text/event-stream;q=0, */*",
                "text/*;q=0.9, */*"
            })
    void choosesJson(String accept) {
        assertThat(choose(accept)).isEqualTo(APPLICATION_JSON);
    }

    /** The last one: the more specific range decides about JSON, although it stands first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "text/*",
                "application/json;q=0.5, text/event-stream",
                "text/event-stream, */*",
                "text/event-stream, */*;q=0.1",
                "application/json;q=0.1, */*;q=0.2"
            })
    void choosesTheStream(String accept) {
        assertThat(choose(accept)).isEqualTo(TEXT_EVENT_STREAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json;q=0", "*/*;q=0", "nonsense", "application/", "image/*"})
    void choosesNothingThatIsNotAccepted(String accept) {
        assertThat(choose(accept)).isNull();
    }

    @Test
    void withoutAHeaderTheFirstOfferIsChosen() {
        assertThat(Negotiation.choose(List.of(), List.of(TEXT_EVENT_STREAM, APPLICATION_JSON)))
                .isEqualTo(TEXT_EVENT_STREAM);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(Negotiation.choose(List.of("text/html", "text/event-stream"), OFFERED))
                .isEqualTo(TEXT_EVENT_STREAM);
    }

    private static @Nullable MediaType choose(String accept) {
        return Negotiation.choose(List.of(accept), OFFERED);
    }
}
