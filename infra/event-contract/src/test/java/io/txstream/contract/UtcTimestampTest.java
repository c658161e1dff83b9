package io.txstream.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UtcTimestampTest {

    @Test
    void aTimestampThatNoBrokerWritesCountsAs1970() {
        long microseconds = 1_761_733_800_000_000L; // the year 57797, read as milliseconds
        assertThat(UtcTimestamp.ofRecord(-1)).isEqualTo(Instant.EPOCH);
        assertThat(UtcTimestamp.ofRecord(Long.MIN_VALUE)).isEqualTo(Instant.EPOCH);
        assertThat(UtcTimestamp.ofRecord(microseconds)).isEqualTo(Instant.EPOCH);
        assertThat(UtcTimestamp.ofRecord(Long.MAX_VALUE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void everyOtherTimestampIsKeptAndHasAValidDueTime() {
        assertThat(UtcTimestamp.ofRecord(0)).isEqualTo(Instant.EPOCH);
        Instant last = Instant.parse("9999-12-29T23:59:59.999Z");
        assertThat(UtcTimestamp.ofRecord(last.toEpochMilli())).isEqualTo(last);
        assertThat(UtcTimestamp.isRecordTime(last.plus(Duration.ofHours(24)))).isTrue();
        assertThat(UtcTimestamp.ofRecord(last.toEpochMilli() + 1)).isEqualTo(Instant.EPOCH);
    }
}
