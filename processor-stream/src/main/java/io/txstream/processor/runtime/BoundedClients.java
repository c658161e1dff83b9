package io.txstream.processor.runtime;

import io.txstream.service.SkippedOffsets;
import io.txstream.service.reading.BoundedConsumer;
import io.txstream.service.reading.PollBounds;
import io.txstream.service.reading.SkipPlan;
import io.txstream.service.reading.SkipPlanner;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Gives Kafka Streams a main consumer that reads within the heap and passes over unreadable records. */
public final class BoundedClients extends DefaultKafkaClientSupplier {

    /**
     * Kafka Streams polls again only once it has processed what it has buffered, or after half of {@code
     * max.poll.interval.ms}. Each stream thread therefore holds one poll: at most 12 MiB if every record has 1 MiB.
     */
    static final PollBounds BOUNDS = new PollBounds(8, 1_000, 4 << 20);

    /** How far a range can be ahead of the committed position: more than the work between two commits. */
    private static final long MAX_SKIP_DISTANCE = 10_000;

    private final SkipPlan plan;

    private BoundedClients(SkipPlan plan) {
        this.plan = plan;
    }

    /**
     * Checks the offsets to skip against the log and the committed position. Asks the broker only if there are any.
     *
     * @param settings those of Kafka Streams
     * @throws io.txstream.service.StartupProblemException if they cannot be skipped now
     */
    public static BoundedClients of(Properties settings, SkippedOffsets skipped) {
        var config = new StreamsConfig(settings);
        Map<String, Object> consumer =
                config.getMainConsumerConfigs(config.getString(StreamsConfig.APPLICATION_ID_CONFIG), "skip-planner", 0);
        return new BoundedClients(new SkipPlanner(consumer).planForGroup(skipped, MAX_SKIP_DISTANCE));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new BoundedConsumer(settings, BOUNDS, plan);
    }
}
