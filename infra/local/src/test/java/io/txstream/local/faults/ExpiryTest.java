package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private static final String DUE = "processor-stream-due-changelog";

    @Test
    void acceptsARunInWhichIdsExpiredAndTheChangelogWasCompacted() {
        assertThat(new Expiry(List.of(changelog(DUE, 99)), 1, 100).violations()).isEmpty();
    }

    @Test
    void reportsARunInWhichNothingExpired() {
        assertThat(new Expiry(List.of(changelog(DUE, 99)), 0, 100).violations()).hasSize(1);
    }

    @Test
    void reportsAChangelogThatWasNotCompacted() {
        assertThat(new Expiry(List.of(changelog(DUE, 100)), 1, 100).violations())
                .singleElement()
                .asString()
                .contains("not compacted");
    }

    @Test
    void reportsARenamedChangelog() {
        assertThat(new Expiry(List.of(changelog("other-changelog", 0)), 1, 100).violations())
                .singleElement()
                .asString()
                .contains("does not exist");
    }

    private static Expiry.Changelog changelog(String topic, long records) {
        return new Expiry.Changelog(topic, 1_000, 0, records);
    }
}
