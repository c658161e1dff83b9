package io.txstream.status.projection;

import io.txstream.service.LogReader;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
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

    private final LogReader log;
    private final ProjectionProgress progress;
    private final ProjectionLag lag;
    private final InstantSource clock;

    LagSampler(LogReader log, ProjectionProgress progress, ProjectionLag lag, InstantSource clock) {
        this.log = log;
        this.progress = progress;
        this.lag = lag;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void sample() {
        // Positions first: a position read after the end could be past it.
        Map<TopicPartition, Long> positions = progress.positions();
        try {
            Map<TopicPartition, Long> stableEnds = log.stableEnds(positions.keySet());
            lag.sample(clock.instant(), log.ends(positions.keySet()), stableEnds, positions);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("cannot read the end offsets of the topics; the lag of the projection is not updated");
        }
    }
}
