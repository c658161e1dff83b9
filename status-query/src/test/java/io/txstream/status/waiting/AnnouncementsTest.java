package io.txstream.status.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.status.batches.ProjectedBatches.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

    private final Announcements announcements = new Announcements();

    /** If these are lost too, what was read last still has all that is missing after it. */
    @Test
    void whatWasMissedIsReadBeforeWhatWasAnnouncedMeanwhile() {
        announcements.remember(11);
        announcements.add(new Signal.Committed(20));
        announcements.add(new Signal.Committed(21));
        announcements.addLost(List.of(11L, 12L, 20L));
        assertThat(announcements.take(9)).containsExactly(12L, 20L, 21L);
    }
}
