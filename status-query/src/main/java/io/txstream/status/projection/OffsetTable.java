package io.txstream.status.projection;

import static io.txstream.status.projection.BatchColumns.bigint;
import static io.txstream.status.projection.BatchColumns.integer;
import static io.txstream.status.projection.BatchColumns.text;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table {@code projection_offsets}: how far each partition was projected, and from which log. */
final class OffsetTable {

    private static final BatchColumns<TopicPartition> PARTITIONS = new BatchColumns<>(
            List.of(text("topic", TopicPartition::topic), integer("partition", TopicPartition::partition)));

    private static final BatchColumns<Entry<TopicPartition, LogRange>> RANGES = new BatchColumns<>(List.of(
            text("topic", range -> range.getKey().topic()),
            integer("partition", range -> range.getKey().partition()),
            text("topic_id", range -> range.getValue().topicId()),
            bigint("rebuild_to", range -> range.getValue().stableEnd())));

    private static final String OFFSETS = """
            SELECT topic, partition, next_offset, passed_offset, topic_id, leader_epoch, rebuild_to
            FROM projection_offsets""";

    private static final String OFFSETS_OF = OFFSETS
            + " JOIN unnest(%s) AS wanted (%s) USING (topic, partition)"
                    .formatted(PARTITIONS.parameters(), PARTITIONS.names());

    private static final String INSERT_MISSING = """
            INSERT INTO projection_offsets (%s, next_offset)
            SELECT *, 0 FROM unnest(%s)
            ON CONFLICT DO NOTHING
            """.formatted(PARTITIONS.names(), PARTITIONS.parameters());

    private static final String COMPLETE = """
            UPDATE projection_offsets AS own SET
                topic_id = coalesce(own.topic_id, log.topic_id), rebuild_to = coalesce(own.rebuild_to, log.rebuild_to)
            FROM unnest(%s) AS log (%s)
            WHERE own.topic = log.topic AND own.partition = log.partition
                AND (own.topic_id IS NULL OR own.rebuild_to IS NULL)
            """.formatted(RANGES.parameters(), RANGES.names());

    private final DatabaseClient database;
    private final BatchColumns<OffsetMove> moves;
    private final String move;

    /** @param topicIds the ids of the topics by name, as they were at the start */
    OffsetTable(DatabaseClient database, Map<String, String> topicIds) {
        this.database = database;
        this.moves = new BatchColumns<>(List.of(
                text("topic", move -> move.partition().topic()),
                integer("partition", move -> move.partition().partition()),
                text(
                        "topic_id",
                        move -> requireNonNull(topicIds.get(move.partition().topic()))),
                bigint("expected", OffsetMove::expected),
                bigint("next_offset", OffsetMove::next),
                bigint("passed_offset", OffsetMove::passed),
                integer("leader_epoch", OffsetMove::leaderEpoch)));
        this.move = move(moves);
    }

    /** The epoch belongs to {@code next_offset}, so it changes only with it. */
    private static String move(BatchColumns<OffsetMove> moves) {
        return """
            UPDATE projection_offsets AS own SET
                next_offset = moved.next_offset, passed_offset = moved.passed_offset, topic_id = moved.topic_id,
                leader_epoch = CASE WHEN moved.next_offset = own.next_offset
                    THEN own.leader_epoch ELSE moved.leader_epoch END
            FROM unnest(%s) AS moved (%s)
            WHERE own.topic = moved.topic AND own.partition = moved.partition AND own.next_offset = moved.expected
                AND coalesce(own.topic_id, moved.topic_id) = moved.topic_id
            """.formatted(moves.parameters(), moves.names());
    }

    /** Returns all rows. */
    Mono<Map<TopicPartition, StoredOffset>> all() {
        return rows(database.sql(OFFSETS));
    }

    /** Returns the rows of the partitions that have one. */
    Mono<Map<TopicPartition, StoredOffset>> of(Collection<TopicPartition> partitions) {
        return rows(PARTITIONS.bind(database.sql(OFFSETS_OF), partitions));
    }

    /** Inserts offset 0 for partitions without a row. Until {@link #complete} is called, lookups wait for them. */
    Mono<Void> insertMissing(Collection<TopicPartition> partitions) {
        return PARTITIONS.bind(database.sql(INSERT_MISSING), partitions).then();
    }

    /** Applies each move whose expected offset is the stored one, and returns their number. */
    Mono<Long> move(Collection<OffsetMove> batch) {
        return moves.bind(database.sql(move), batch).fetch().rowsUpdated();
    }

    /** Makes lookups wait for a rebuild of all partitions, whose end is not known until {@link #complete} is called. */
    Mono<Void> beginRebuild() {
        return database.sql("UPDATE projection_offsets SET rebuild_to = NULL").then();
    }

    /** Fills in what is null: the topic ids, and the ends of the log as the end of the rebuild. */
    Mono<Void> complete(Map<TopicPartition, LogRange> log) {
        return RANGES.bind(database.sql(COMPLETE), log.entrySet()).then();
    }

    private static Mono<Map<TopicPartition, StoredOffset>> rows(DatabaseClient.GenericExecuteSpec statement) {
        return statement.map(OffsetTable::row).all().collectMap(Entry::getKey, Entry::getValue);
    }

    private static Entry<TopicPartition, StoredOffset> row(Readable row) {
        var partition = new TopicPartition(
                requireNonNull(row.get("topic", String.class)), requireNonNull(row.get("partition", Integer.class)));
        long next = requireNonNull(row.get("next_offset", Long.class));
        long passed = Math.max(next, requireNonNullElse(row.get("passed_offset", Long.class), 0L));
        return Map.entry(
                partition,
                new StoredOffset(
                        next,
                        passed,
                        row.get("topic_id", String.class),
                        row.get("leader_epoch", Integer.class),
                        row.get("rebuild_to", Long.class)));
    }
}
