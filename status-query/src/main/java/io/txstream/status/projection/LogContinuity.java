package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.InitializingBean;

/**
 * Refuses to start a projection that is ahead of its log: the topics were made anew, or the database is that of another
 * broker, and what comes now would be passed over until it has caught up.
 */
final class LogContinuity implements InitializingBean {

    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    private final Admin admin;
    private final ProjectionStore store;
    private final List<TopicPartition> all;

    /**
     * Checks when the application starts, before the first record is folded in.
     *
     * @param partitions how many each of the topics has
     */
    LogContinuity(Admin admin, ProjectionStore store, int partitions) {
        this.admin = admin;
        this.store = store;
        this.all = Topics.ALL.stream()
                .flatMap(topic ->
                        IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
    }

    @Override
    public void afterPropertiesSet() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> stored = requireNonNull(store.nextOffsets(all).block(DATABASE_TIMEOUT));
        Map<TopicPartition, OffsetSpec> latest =
                all.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> verify(partition, requireNonNull(stored.get(partition)), end.offset()));
    }

    private static void verify(TopicPartition partition, long stored, long end) {
        if (stored > end) {
            throw new StartupProblemException(
                    "the projection is ahead of the log: it holds " + partition + " up to offset " + stored
                            + ", which ends at " + end,
                    "connect the database that belongs to this broker, or empty the tables transactions and"
                            + " projection_offsets, and they are rebuilt");
        }
    }
}
