package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.service.StartupProblemException;
import org.junit.jupiter.api.Test;

class HeapCheckTest {

    private static final long MB = 1 << 20;

    @Test
    void acceptsAHeapThatHoldsEverythingThatIsBounded() {
        assertThatCode(() -> HeapCheck.require(190 * MB, 62 * MB, 64 * MB)).doesNotThrowAnyException();
    }

    @Test
    void refusesALimitThatNoHeapCanHold() {
        assertThatThrownBy(() -> HeapCheck.require(256L << 20, Long.MAX_VALUE, 64L << 20))
                .isInstanceOf(StartupProblemException.class);
    }

    @Test
    void refusesASmallerOneAndNamesEachPart() {
        assertThatThrownBy(() -> HeapCheck.require(189 * MB, 62 * MB, 64 * MB))
                .isInstanceOf(StartupProblemException.class)
                .hasMessage("the heap of 189 MB is too small: bytes in flight take up to 62 MB, the producer 64 MB,"
                        + " the rest 64 MB");
    }
}
