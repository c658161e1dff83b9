package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The two tables. Rows and offsets move together or not at all, and offsets only from where the writer last saw them: a
 * consumer that lost its partition finds that its successor has moved them, and changes nothing.
 */
final class ProjectionStore {

    private static final String ENROL = """
            INSERT INTO projection_offsets (topic, partition, next_offset)
            SELECT *, 0 FROM unnest($1::text[], $2::integer[])
            ON CONFLICT DO NOTHING""";

    private static final String NEXT_OFFSETS = """
            SELECT topic, partition, next_offset FROM projection_offsets
            JOIN unnest($1::text[], $2::integer[]) AS wanted (topic, partition) USING (topic, partition)""";

    private static final String MOVE_OFFSETS = """
            UPDATE projection_offsets AS own SET next_offset = moved.next_offset
            FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[])
                AS moved (topic, partition, expected, next_offset)
            WHERE own.topic = moved.topic AND own.partition = moved.partition AND own.next_offset = moved.expected""";

    /** The condition is {@link Row#winner}. */
    private static final String UPSERT = """
            INSERT INTO transactions AS own (transaction_id, status, source_account, destination_account, amount,
                currency, created_at, processed_at, received_partition, received_offset, reason)
            SELECT * FROM unnest($1::text[], $2::transaction_status[], $3::text[], $4::text[], $5::numeric[],
                $6::text[], $7::timestamptz[], $8::timestamptz[], $9::integer[], $10::bigint[], $11::text[])
            ON CONFLICT (transaction_id) DO UPDATE SET
                status = EXCLUDED.status,
                source_account = EXCLUDED.source_account,
                destination_account = EXCLUDED.destination_account,
                amount = EXCLUDED.amount,
                currency = EXCLUDED.currency,
                created_at = EXCLUDED.created_at,
                processed_at = EXCLUDED.processed_at,
                received_partition = EXCLUDED.received_partition,
                received_offset = EXCLUDED.received_offset,
                reason = EXCLUDED.reason
            WHERE EXCLUDED.status > own.status
                OR (EXCLUDED.status = own.status AND (EXCLUDED.received_partition, EXCLUDED.received_offset)
                    < (own.received_partition, own.received_offset))""";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    ProjectionStore(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** Where each of the partitions goes on; 0 where none of it has been folded in. */
    Mono<Map<TopicPartition, Long>> nextOffsets(Collection<TopicPartition> partitions) {
        String[] topics = Columns.of(partitions, TopicPartition::topic, String[]::new);
        Integer[] numbers = Columns.of(partitions, TopicPartition::partition, Integer[]::new);
        Flux<Map.Entry<TopicPartition, Long>> offsets = database.sql(NEXT_OFFSETS)
                .bind(0, topics)
                .bind(1, numbers)
                .map((row, metadata) -> Map.entry(
                        new TopicPartition(
                                requireNonNull(row.get("topic", String.class)),
                                requireNonNull(row.get("partition", Integer.class))),
                        requireNonNull(row.get("next_offset", Long.class))))
                .all();
        return database.sql(ENROL)
                .bind(0, topics)
                .bind(1, numbers)
                .then()
                .then(offsets.collectMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Writes the rows and moves the offsets.
     *
     * @return whether it was done; false when any partition's offset is not the expected one any more
     */
    Mono<Boolean> write(Collection<Row> rows, List<OffsetMove> moves) {
        return moveOffsets(moves)
                .flatMap(moved -> moved == moves.size()
                        ? upsert(rows).thenReturn(true)
                        : Mono.<Boolean>error(new OffsetsMovedException()))
                .as(transaction::transactional)
                .onErrorReturn(OffsetsMovedException.class, false);
    }

    private Mono<Long> moveOffsets(List<OffsetMove> moves) {
        return database.sql(MOVE_OFFSETS)
                .bind(0, Columns.of(moves, move -> move.partition().topic(), String[]::new))
                .bind(1, Columns.of(moves, move -> move.partition().partition(), Integer[]::new))
                .bind(2, Columns.of(moves, OffsetMove::expected, Long[]::new))
                .bind(3, Columns.of(moves, OffsetMove::next, Long[]::new))
                .fetch()
                .rowsUpdated();
    }

    private Mono<Void> upsert(Collection<Row> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        DatabaseClient.GenericExecuteSpec statement = database.sql(UPSERT);
        List<Object[]> columns = Columns.of(rows);
        for (int i = 0; i < columns.size(); i++) {
            statement = statement.bind(i, columns.get(i));
        }
        return statement.then();
    }

    /** Rolls the transaction back; never leaves this class. */
    private static final class OffsetsMovedException extends RuntimeException {
        OffsetsMovedException() {
            super("another consumer has moved the offsets");
        }
    }
}
