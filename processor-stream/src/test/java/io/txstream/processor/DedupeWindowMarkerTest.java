package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupeWindowMarkerTest {

    @TempDir
    Path stateDir;

    private final AtomicInteger cleanUps = new AtomicInteger();

    @Test
    void localStoresOfTheSameWindowAreKept() {
        settle(Duration.ofDays(7));
        settle(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(0);
    }

    @Test
    void localStoresOfAnotherWindowAreThrownAwayOnce() {
        settle(Duration.ofDays(7));
        settle(Duration.ofDays(30));
        settle(Duration.ofDays(30));
        assertThat(cleanUps).hasValue(1);
    }

    @Test
    void localStoresOfAnUnreadableMarkerAreThrownAway() throws IOException {
        settle(Duration.ofDays(7));
        Files.writeString(stateDir.resolve("not-there-yet").resolve("app.dedupe-window"), "");
        settle(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(1);
    }

    private void settle(Duration window) {
        new DedupeWindowMarker(stateDir.resolve("not-there-yet"), "app", window).settle(cleanUps::incrementAndGet);
    }
}
