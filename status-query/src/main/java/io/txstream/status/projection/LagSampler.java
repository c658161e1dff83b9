package io.txstream.status.projection;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Reads the end offsets of the topics from the broker every 5 s. The consumer's own lag metric would not grow while the
 * consumer is blocked. Runs on the scheduler's thread.
 */
final class LagSampler {

    private static final Logger LOG = LoggerFactory.getLogger(LagSampler.class);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Admin admin;
    private final ProjectionProgress progress;
    private final ProjectionLag lag;
    private final InstantSource clock;

    LagSampler(Admin admin, ProjectionProgress progress, ProjectionLag lag, InstantSource clock) {
        this.admin = admin;
        this.progress = progress;
        this.lag = lag;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void sample() throws InterruptedException {
        // Positions first: a position read after the end could be past it.
        Map<TopicPartition, Long> positions = progress.positions();
        Map<TopicPartition, OffsetSpec> latest =
                positions.keySet().stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MILLIS);
        try {
            Map<TopicPartition, Long> ends = admin.listOffsets(latest, options).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
            lag.sample(clock.instant(), ends, positions);
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("error", String.valueOf(e.getCause()))
                    .log("cannot read the end offsets of the topics; the lag of the projection is not updated");
        }
    }
}
