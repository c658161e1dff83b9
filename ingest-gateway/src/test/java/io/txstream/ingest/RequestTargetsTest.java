package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "*",
                "/v1/webhooks/transactions",
                "/v1/webhooks/transactions/",
                "/v1/transactions/a%3Bb%2Fc",
                "/actuator/health/webhooks",
                "/actuator/health/webhooks/kafka",
                "/actuator/prometheus?includedNames=a;b/c/d/e/f",
                "http://localhost:8000/actuator/health/webhooks/kafka",
                "http://localhost",
                "http://localhost?a",
            })
    void acceptsWhatCanHaveARoute(String target) {
        assertThat(RequestTargets.canHaveRoute(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/b/c/d/e",
                "/////",
                "http://localhost/a/b/c/d/e",
                "a/b://a/b/c/d",
            })
    void refusesSegmentsAndParametersThatNoRouteHas(String target) {
        assertThat(RequestTargets.canHaveRoute(target)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/transactions/a;b?c;d, /v1/transactions/a%3Bb?c;d",
        "http://a;b/c;;d, http://a;b/c%3B%3Bd",
        "a;b/a;b, a%3Bb/a%3Bb",
        "/a?b;c, /a?b;c",
        ";, %3B",
        "http://;;/;;?a, http://;;/%3B%3B?a",
    })
    void encodesSemicolonsOfThePathOnly(String target, String encoded) {
        assertThat(RequestTargets.withEncodedSemicolons(target)).isEqualTo(encoded);
    }

    @Test
    void acceptsTheLongestIdAndNothingLonger() {
        String longest = TransactionUris.of("😀".repeat(128)) + "/history";
        assertThat(RequestTargets.canHaveRoute(longest)).isTrue();
        assertThat(RequestTargets.canHaveRoute(longest + "a")).isFalse();
    }
}
