package io.txstream.status.projection;

import static io.txstream.status.projection.BatchColumns.bigint;
import static io.txstream.status.projection.BatchColumns.integer;
import static io.txstream.status.projection.BatchColumns.text;
import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code projection_offsets}: for each partition, the next offset to project. */
final class OffsetTable {

    private static final BatchColumns<TopicPartition> PARTITIONS = new BatchColumns<>(
            List.of(text("topic", TopicPartition::topic), integer("partition", TopicPartition::partition)));

    private static final BatchColumns<OffsetMove> MOVES = new BatchColumns<>(List.of(
            text("topic", move -> move.partition().topic()),
            integer("partition", move -> move.partition().partition()),
            bigint("expected", OffsetMove::expected),
            bigint("next_offset", OffsetMove::next)));

    private static final String INSERT_MISSING_OFFSETS = """
            INSERT INTO projection_offsets (%s, next_offset)
            SELECT *, 0 FROM unnest(%s)
            ON CONFLICT DO NOTHING
            """.formatted(PARTITIONS.names(), PARTITIONS.parameters());

    private static final String NEXT_OFFSETS = """
            SELECT topic, partition, next_offset FROM projection_offsets
            JOIN unnest(%s) AS wanted (%s) USING (topic, partition)
            """.formatted(PARTITIONS.parameters(), PARTITIONS.names());

    private static final String MOVE_OFFSETS = """
            UPDATE projection_offsets AS own SET next_offset = moved.next_offset
            FROM unnest(%s) AS moved (%s)
            WHERE own.topic = moved.topic AND own.partition = moved.partition AND own.next_offset = moved.expected
            """.formatted(MOVES.parameters(), MOVES.names());

    private final DatabaseClient database;

    OffsetTable(DatabaseClient database) {
        this.database = database;
    }

    /** Returns the next offset of each partition; 0 for a partition that has never been projected. */
    Mono<Map<TopicPartition, Long>> nextOffsets(Collection<TopicPartition> partitions) {
        Flux<Map.Entry<TopicPartition, Long>> offsets = PARTITIONS
                .bind(database.sql(NEXT_OFFSETS), partitions)
                .map(OffsetTable::nextOffset)
                .all();
        return PARTITIONS
                .bind(database.sql(INSERT_MISSING_OFFSETS), partitions)
                .then()
                .then(offsets.collectMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Applies each move whose expected offset is the stored one, and returns their number. */
    Mono<Long> move(Collection<OffsetMove> moves) {
        return MOVES.bind(database.sql(MOVE_OFFSETS), moves).fetch().rowsUpdated();
    }

    private static Map.Entry<TopicPartition, Long> nextOffset(Readable row) {
        var partition = new TopicPartition(
                requireNonNull(row.get("topic", String.class)), requireNonNull(row.get("partition", Integer.class)));
        return Map.entry(partition, requireNonNull(row.get("next_offset", Long.class)));
    }
}
