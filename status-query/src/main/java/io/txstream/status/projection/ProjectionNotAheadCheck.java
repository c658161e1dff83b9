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
import org.springframework.core.NestedExceptionUtils;
import org.springframework.r2dbc.BadSqlGrammarException;

/**
 * Stops the start if a stored offset is past the end of its partition. This happens if the topics were created again,
 * or if the database belongs to another broker. The projection would skip new records until the log reaches that
 * offset.
 */
final class ProjectionNotAheadCheck implements InitializingBean {

    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    private final Admin admin;
    private final ProjectionStore store;
    private final List<TopicPartition> all;

    /**
     * Creates the check. Spring runs it before the first record is projected.
     *
     * @param partitions number of partitions of each topic
     */
    ProjectionNotAheadCheck(Admin admin, ProjectionStore store, int partitions) {
        this.admin = admin;
        this.store = store;
        this.all = Topics.ALL.stream()
                .flatMap(topic ->
                        IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
    }

    @Override
    public void afterPropertiesSet() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> stored = storedOffsets();
        Map<TopicPartition, OffsetSpec> latest =
                all.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> verify(partition, requireNonNull(stored.get(partition)), end.offset()));
    }

    private Map<TopicPartition, Long> storedOffsets() {
        try {
            return requireNonNull(store.nextOffsets(all).block(DATABASE_TIMEOUT));
        } catch (BadSqlGrammarException e) {
            throw new StartupProblemException(
                    "the tables of the projection cannot be read, although their migration has run: "
                            + NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                    "drop what is left of the tables transactions, projection_offsets and flyway_schema_history and of"
                            + " the type transaction_status; the next start rebuilds the projection");
        }
    }

    private static void verify(TopicPartition partition, long stored, long end) {
        if (stored > end) {
            throw new StartupProblemException(
                    "the projection is ahead of the log: the database holds %s up to offset %d, but the log ends at %d"
                            .formatted(partition, stored, end),
                    "set SPRING_R2DBC_URL to the database that belongs to the broker of SPRING_KAFKA_BOOTSTRAP_SERVERS,"
                            + " or empty the tables transactions and projection_offsets to rebuild them");
        }
    }
}
