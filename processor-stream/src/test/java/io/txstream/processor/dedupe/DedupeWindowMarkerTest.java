package io.txstream.processor.dedupe;

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
    void deletesNothingAtTheFirstStart() {
        startWith(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(0);
    }

    @Test
    void deletesLocalStoresIfTheMarkerIsMissing() throws IOException {
        Files.createDirectories(stores());
        startWith(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(1);
    }

    @Test
    void keepsLocalStoresOfTheSameWindow() throws IOException {
        startWith(Duration.ofDays(7));
        Files.createDirectories(stores());
        startWith(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(0);
    }

    @Test
    void deletesLocalStoresOfAnotherWindowOnce() throws IOException {
        startWith(Duration.ofDays(7));
        Files.createDirectories(stores());
        startWith(Duration.ofDays(30));
        startWith(Duration.ofDays(30));
        assertThat(cleanUps).hasValue(1);
    }

    @Test
    void deletesLocalStoresIfTheMarkerIsEmpty() throws IOException {
        startWith(Duration.ofDays(7));
        Files.createDirectories(stores());
        Files.writeString(stateDir.resolve("missing").resolve("app.dedupe-window"), "");
        startWith(Duration.ofDays(7));
        assertThat(cleanUps).hasValue(1);
    }

    private Path stores() {
        return stateDir.resolve("missing").resolve("app").resolve("0_3");
    }

    private void startWith(Duration window) {
        new DedupeWindowMarker(stateDir.resolve("missing"), "app", window)
                .rebuildIfWindowChanged(cleanUps::incrementAndGet);
    }
}
