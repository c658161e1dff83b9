package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class KafkaHealthIndicatorTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final MockClock clock = new MockClock();
    private final KafkaActivity activity = new KafkaActivity(clock);
    private final AtomicBoolean takesRecords = new AtomicBoolean();
    private final KafkaHealthIndicator health = new KafkaHealthIndicator(activity, takesRecords::get, TIMEOUT, clock);

    @Test
    void isUpWhileNothingIsAsked() {
        clock.add(Duration.ofDays(1));
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void isUpWhileKafkaAcknowledges() {
        for (int i = 0; i < 100; i++) {
            activity.asked();
            clock.add(Duration.ofSeconds(1));
            activity.acknowledged();
        }
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void isOutOfServiceWhenKafkaAcknowledgesNothingForTooLong() {
        activity.asked();
        clock.add(TIMEOUT);
        assertThat(status()).isEqualTo(Status.UP);
        clock.addSeconds(1);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void isUpAgainAsSoonAsARecordIsAcknowledged() {
        stall();
        activity.acknowledged();
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void isUpAgainWithoutTrafficAsSoonAsKafkaCanTakeRecords() {
        stall();
        takesRecords.set(true);
        assertThat(status()).isEqualTo(Status.UP);
        clock.add(Duration.ofHours(1));
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void waitsLongerBeforeEachTrialThatFails() {
        takesRecords.set(true);
        activity.asked();
        clock.add(TIMEOUT.plusSeconds(1));
        assertThat(status()).isEqualTo(Status.UP); // the first trial
        stall();
        clock.add(Duration.ofSeconds(18));
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE); // 29 s after the first
        clock.add(Duration.ofSeconds(1));
        assertThat(status()).isEqualTo(Status.UP); // the second trial
        stall();
        clock.add(Duration.ofSeconds(48));
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE); // 59 s after the second
    }

    private void stall() {
        activity.asked();
        clock.add(TIMEOUT.plusSeconds(1));
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    private Status status() {
        return requireNonNull(health.health()).getStatus();
    }
}
