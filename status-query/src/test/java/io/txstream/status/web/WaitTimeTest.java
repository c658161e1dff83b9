package io.txstream.status.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimeTest {

    @ParameterizedTest
    @CsvSource({
        "35s, 35000",
        "35, 35000",
        "500ms, 500",
        "1m, 60000",
        "60s, 60000",
        "PT35S, 35000",
        "PT0.25S, 250",
        "pt1m, 60000",
        "0, 0",
        "0s, 0",
        "00035, 35000"
    })
    void readsDurations(String text, long millis) {
        assertThat(wait("wait=" + text)).isEqualTo(new WaitTime(Duration.ofMillis(millis), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "61s",
                "61",
                "60001ms",
                "1h",
                "PT1M1S",
                "-1",
                "-1s",
                "PT-1S",
                "-PT1S",
                "soon",
                "1x",
                "1 s",
                "s",
                "1.5s",
                "99999999999999999999",
                "9223372036854775807d",
                "PT99999999999999999999S",
                "%D9%A3",
                "NaN"
            })
    void refusesWhatIsNoDurationOfAtMostAMinute(String text) {
        assertThatThrownBy(() -> wait("wait=" + text))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        bad -> assertThat(bad.getBody().getDetail()).startsWith("wait must be a duration"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=1&wait=1", "wait=1&Wait=1", "delay=1", "wait=%FF"})
    void refusesOtherParametersAndRepeatedOnes(String query) {
        assertThatThrownBy(() -> wait(query)).isInstanceOf(BadParameterException.class);
    }

    @Test
    void aPreferenceIsAppliedUnlessTheParameterIsSet() {
        assertThat(wait("", "wait=35")).isEqualTo(new WaitTime(Duration.ofSeconds(35), "wait=35"));
        assertThat(wait("wait=5s", "wait=35")).isEqualTo(new WaitTime(Duration.ofSeconds(5), null));
        assertThat(wait("wait=0", "wait=35")).isEqualTo(new WaitTime(Duration.ZERO, null));
        assertThat(wait("")).isEqualTo(new WaitTime(Duration.ZERO, null));
    }

    /** A preference must not be an error (RFC 7240, section 2). */
    @Test
    void aLongPreferenceIsAppliedInPart() {
        assertThat(wait("", "wait=100")).isEqualTo(new WaitTime(Duration.ofSeconds(60), "wait=60"));
    }

    private static WaitTime wait(String query, String... preferences) {
        return WaitTime.of(QueryParameters.parse(query, Set.of(WaitTime.PARAMETER)), List.of(preferences));
    }
}
