package io.txstream.status.projection;

import static io.txstream.status.projection.BatchColumns.bigint;
import static io.txstream.status.projection.BatchColumns.integer;
import static io.txstream.status.projection.BatchColumns.text;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.r2dbc.spi.Readable;
import io.txstream.status.batches.ProjectedBatches;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table {@code projection_offsets}: how far each partition was projected, and from which log. */
final class OffsetTable {

    /**
     * The result of a move.
     *
     * @param offsets how many offsets were moved
     * @param batch the number of the batch, unique and greater than those of batches that began before
     */
    record Moved(long offsets, long batch) {}

    /**
     * An expression: the primary keys and the triggers of migration V3 that are missing or do not fire, else null. A
     * restore creates these last. {@code pg_restore --disable-triggers} enables triggers again without ALWAYS, which is
     * enough. The statement fails if a table does not exist.
     */
    static final String MISSING = "nullif(concat_ws(', ', %s, %s, %s, %s), '')"
            .formatted(
                    missingKey("transactions"),
                    missingKey("projection_offsets"),
                    missingTrigger("transactions_truncated"),
                    missingTrigger("transactions_deleted"));

    private static final String INTACT = MISSING + " IS NULL";

    private final DatabaseClient database;
    private final BatchColumns<TopicPartition> partitions;
    private final BatchColumns<OffsetMove> moves;
    private final String move;

    /** @param topicIds the ids of the topics by name, as they were at the start */
    OffsetTable(DatabaseClient database, Map<String, String> topicIds) {
        this.database = database;
        this.partitions = new BatchColumns<>(List.of(
                text("topic", TopicPartition::topic),
                integer("partition", TopicPartition::partition),
                text("topic_id", partition -> idOf(partition, topicIds))));
        this.moves = new BatchColumns<>(List.of(
                text("topic", move -> move.partition().topic()),
                integer("partition", move -> move.partition().partition()),
                text("topic_id", move -> idOf(move.partition(), topicIds)),
                bigint("expected", OffsetMove::expected),
                bigint("next_offset", OffsetMove::next),
                bigint("passed_offset", OffsetMove::passed),
                integer("leader_epoch", OffsetMove::leaderEpoch)));
        // A consumer that has lost its partition can be behind its successor, although no record was projected since.
        // The number and its announcement are part of this statement, since another one would be another round trip.
        this.move = """
            WITH applied AS (
                UPDATE projection_offsets AS own SET
                    next_offset = moved.next_offset, passed_offset = greatest(own.passed_offset, moved.passed_offset),
                    topic_id = moved.topic_id, leader_epoch = moved.leader_epoch
                FROM unnest(%s) AS moved (%s)
                WHERE own.topic = moved.topic AND own.partition = moved.partition AND own.next_offset = moved.expected
                    AND coalesce(own.topic_id, moved.topic_id) = moved.topic_id AND %s
                RETURNING own.partition)
            SELECT (SELECT count(*) FROM applied) AS offsets, batch, pg_notify('%s', batch::text)
            FROM nextval('projection_batches') AS batch
            """.formatted(moves.parameters(), moves.names(), INTACT, ProjectedBatches.CHANNEL);
    }

    private static String missingKey(String table) {
        return """
            CASE WHEN NOT EXISTS (SELECT FROM pg_index WHERE indisprimary AND indrelid = '%1$s'::regclass)
                THEN 'the primary key of %1$s' END""".formatted(table);
    }

    private static String missingTrigger(String trigger) {
        return """
            CASE WHEN NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'transactions'::regclass
                AND tgname = '%1$s' AND tgenabled IN ('A', 'O'))
                THEN 'the enabled trigger %1$s' END""".formatted(trigger);
    }

    /** Returns the rows of the partitions that have one. */
    Mono<Map<TopicPartition, StoredOffset>> of(Collection<TopicPartition> wanted) {
        String sql =
                "SELECT own.* FROM projection_offsets AS own JOIN unnest(%s) AS wanted (%s) USING (topic, partition)"
                        .formatted(partitions.parameters(), partitions.names());
        return partitions
                .bind(database.sql(sql), wanted)
                .map(OffsetTable::row)
                .all()
                .collectMap(Entry::getKey, Entry::getValue);
    }

    /** Inserts offset 0 for partitions without a row, if nothing is {@linkplain #MISSING missing}. */
    Mono<Void> insertMissing(Collection<TopicPartition> wanted) {
        String sql = "INSERT INTO projection_offsets (%s, next_offset) SELECT *, 0 FROM unnest(%s) WHERE %s"
                .formatted(partitions.names(), partitions.parameters(), INTACT);
        return partitions
                .bind(database.sql(sql + " ON CONFLICT DO NOTHING"), wanted)
                .then();
    }

    /** Stores the topic ids in the rows that a version without them has written. */
    Mono<Void> nameTopics(Collection<TopicPartition> all) {
        String sql = """
            UPDATE projection_offsets AS own SET topic_id = named.topic_id FROM unnest(%s) AS named (%s)
            WHERE own.topic = named.topic AND own.partition = named.partition AND own.topic_id IS NULL
            """.formatted(partitions.parameters(), partitions.names());
        return partitions.bind(database.sql(sql), all).then();
    }

    /**
     * Applies each move whose expected offset is the stored one, if the tables are intact. The number of the batch is
     * announced to all {@link ProjectedBatches} when the database transaction commits.
     */
    Mono<Moved> move(Collection<OffsetMove> batch) {
        return moves.bind(database.sql(move), batch).map(OffsetTable::moved).one();
    }

    private static Moved moved(Readable row) {
        return new Moved(requireNonNull(row.get("offsets", Long.class)), requireNonNull(row.get("batch", Long.class)));
    }

    private static String idOf(TopicPartition partition, Map<String, String> topicIds) {
        return requireNonNull(topicIds.get(partition.topic()));
    }

    /** A version without {@code passed_offset} moves {@code next_offset} past it, and leaves the epoch as it is. */
    private static Entry<TopicPartition, StoredOffset> row(Readable row) {
        var partition = new TopicPartition(
                requireNonNull(row.get("topic", String.class)), requireNonNull(row.get("partition", Integer.class)));
        long next = requireNonNull(row.get("next_offset", Long.class));
        long passed = requireNonNullElse(row.get("passed_offset", Long.class), 0L);
        Integer epoch = passed < next ? null : row.get("leader_epoch", Integer.class);
        return Map.entry(
                partition, new StoredOffset(next, Math.max(next, passed), row.get("topic_id", String.class), epoch));
    }
}
