package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.service.StartupProblemException;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HeapCheckTest {

    private static final long MB = 1 << 20;

    @Test
    void acceptsAHeapThatHoldsEverythingThatIsBounded() {
        assertThatCode(() -> HeapCheck.require(186 * MB, 62 * MB, 64 * MB, 16 * MB))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesALimitThatNoHeapCanHold() {
        assertThatThrownBy(() -> HeapCheck.require(256 * MB, Long.MAX_VALUE, 64 * MB, 64 * MB))
                .isInstanceOf(StartupProblemException.class);
    }

    @Test
    void refusesASmallerOneAndNamesEachPart() {
        assertThatThrownBy(() -> HeapCheck.require(185 * MB, 62 * MB, 64 * MB, 16 * MB))
                .isInstanceOf(StartupProblemException.class)
                .hasMessage("the heap of 185 MB is too small: bytes in flight take up to 62 MB, the producer 64 MB,"
                        + " connections 16 MB, the rest 44 MB");
    }

    /** {@code infra/run} gives the gateway 256 MB, of which the collector keeps one survivor space. */
    @Test
    void theDefaultsFitAHeapOf256Megabytes() {
        long connections = 2_048 * HeapCheck.connectionBytes(DataSize.ofKilobytes(8), DataSize.ofKilobytes(4));
        long heap = 247 * MB;
        assertThatCode(() -> HeapCheck.require(heap, heap / 4, 64 * MB, connections))
                .doesNotThrowAnyException();
        assertThatCode(() -> HeapCheck.requireDirect(heap, 2_048)).doesNotThrowAnyException();
    }

    @Test
    void refusesTooLittleMemoryOutsideTheHeap() {
        assertThatCode(() -> HeapCheck.requireDirect(272 * MB, 4_096)).doesNotThrowAnyException();
        assertThatThrownBy(() -> HeapCheck.requireDirect(271 * MB, 4_096))
                .isInstanceOf(StartupProblemException.class)
                .hasMessage("the memory outside the heap of 271 MB is too small: 4096 connections and the rest take"
                        + " up to 272 MB");
    }

    @Test
    void countsAFirstLineThatIsLongerThanTheHead() {
        assertThat(HeapCheck.connectionBytes(DataSize.ofKilobytes(8), DataSize.ofKilobytes(64)))
                .isEqualTo((7 + 16 + 64 + 64) << 10);
    }
}
