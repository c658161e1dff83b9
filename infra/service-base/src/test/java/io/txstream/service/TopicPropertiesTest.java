package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPropertiesTest {

    @Test
    void readsOffsetsAndRangesInAnyOrder() {
        var properties = new TopicProperties(Duration.ZERO, List.of("3:1000-1999", " 0:12 ", "3:5"));
        assertThat(SkippedOffsets.parse(properties.skip()).ranges())
                .containsExactly(
                        new SkippedRange(0, 12, 12), new SkippedRange(3, 5, 5), new SkippedRange(3, 1000, 1999));
    }

    @Test
    void containsExactlyTheOffsetsOfItsRanges() {
        SkippedOffsets skipped = SkippedOffsets.parse(List.of("3:10-12"));
        assertThat(List.of(9L, 10L, 12L, 13L))
                .map(offset -> skipped.contains(3, offset))
                .containsExactly(false, true, true, false);
        assertThat(skipped.contains(2, 11)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3:", ":3", "3:-1", "3:5-4", "a:1", "3:47-4711", "1:99999999999999999999", "3:1-2-3"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> new TopicProperties(Duration.ZERO, List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TXSTREAM_TOPICS_SKIP")
                .hasMessageContaining(text);
    }

    @Test
    void refusesRangesThatOverlap() {
        assertThatThrownBy(() -> new TopicProperties(Duration.ZERO, List.of("3:1-5", "3:5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without overlap");
    }
}
