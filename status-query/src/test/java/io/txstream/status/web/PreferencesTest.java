package io.txstream.status.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

    /** The last two are from RFC 7240, section 2 and section 4.3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait=35",
                "WAIT=35",
                "wait = 35",
                "wait=\"35\"",
                "wait=0035",
                " wait=35 ; strict",
                "wait=35;x=\"a,b;wait=1\"",
                ", ,wait=35",
                "wait=35, wait=7",
                "handling=lenient, wait=35",
                "foo=\"wait=7, \\\", wait=8\"; x, wait=35",
                "respond-async, wait=35"
            })
    void readsTheFirstWait(String header) {
        assertThat(seconds(header)).isEqualTo(35);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(seconds("respond-async", "wait=35", "wait=7")).isEqualTo(35);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                ",",
                "=",
                "wait",
                "wait=",
                "wait=\"\"",
                "wait=soon",
                "wait=-5",
                "wait=+5",
                "wait=1.5",
                "wait=35s",
                "wait=PT35S",
                "wait=3 5",
                "await=5",
                "wait2=5",
                "x; wait=5",
                "x=\"a, wait=5",
                "wait=soon, wait=5",
                "wait==5",
                "wait='5'",
                "wait=\u0665"
            })
    void ignoresWhatIsNoWait(String header) {
        assertThat(seconds(header)).isNull();
    }

    @Test
    void aLongWaitIsTheLongest() {
        assertThat(seconds("wait=61")).isEqualTo(60);
        assertThat(seconds("wait=" + "9".repeat(7000))).isEqualTo(60);
        assertThat(seconds("wait=" + "0".repeat(7000) + "5")).isEqualTo(5);
        assertThat(seconds("x=\"" + "\\\"".repeat(3500) + "\", wait=5")).isEqualTo(5);
    }

    private static @Nullable Integer seconds(String... headers) {
        return Preferences.waitSeconds(List.of(headers), 60);
    }
}
