package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "/v1/webhooks/transactions;a",
                "/v1/transactions/;a/;b",
                "/a/b/c/d/e",
                "/////",
                "http://localhost/a/b/c/d/e",
                "http://localhost/;a",
                "a/b://;a",
                ";a"
            })
    void refusesSegmentsAndParametersThatNoRouteHas(String target) {
        assertThat(RequestTargets.canHaveRoute(target)).isFalse();
    }

    @Test
    void acceptsTheLongestIdAndNothingLonger() {
        String longest = TransactionUris.of("😀".repeat(128)).toString();
        assertThat(RequestTargets.canHaveRoute(longest)).isTrue();
        assertThat(RequestTargets.canHaveRoute(longest + "a")).isFalse();
    }
}
