package io.txstream.status.projection;

import io.txstream.status.catchup.ProjectedOffsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.BadSqlGrammarException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Writes rows and offsets in one database transaction. Offsets move by compare-and-set: a consumer that has lost its
 * partition finds the offset that its successor has stored, and writes nothing.
 */
final class ProjectionStore {

    private static final String PROJECTED = "SELECT %s AS intact, %s AS generation, %s AS projected"
            .formatted(OffsetTable.INTACT, ProjectedOffsets.GENERATION, ProjectedOffsets.OFFSETS);

    private final DatabaseClient database;
    private final TransactionTable transactions;
    private final OffsetTable offsets;
    private final TransactionalOperator inOneTransaction;

    /** @param topicIds the ids of the topics by name, as they were at the start */
    ProjectionStore(DatabaseClient database, TransactionalOperator inOneTransaction, Map<String, String> topicIds) {
        this.database = database;
        this.transactions = new TransactionTable(database);
        this.offsets = new OffsetTable(database, topicIds);
        this.inOneTransaction = inOneTransaction;
    }

    /**
     * Returns the stored offsets of the partitions, and stores offset 0 for one that has none. Fails with an
     * {@link IncompleteTablesException} if it cannot.
     */
    Mono<Map<TopicPartition, StoredOffset>> offsets(Collection<TopicPartition> partitions) {
        // An insert only where it is necessary, and as a transaction: a session that reads only by default can read.
        return offsets.of(partitions)
                .flatMap(found -> found.size() == partitions.size()
                        ? Mono.just(found)
                        : offsets.insertMissing(partitions)
                                .as(inOneTransaction::transactional)
                                .then(offsets.of(partitions)))
                .filter(found -> found.size() == partitions.size())
                .as(ProjectionStore::orIncomplete);
    }

    /** Stores the ids of the topics where a version without them has written the offsets. */
    Mono<Void> nameTopics(Collection<TopicPartition> partitions) {
        return offsets.nameTopics(partitions).as(inOneTransaction::transactional);
    }

    /**
     * Returns how far all partitions have been projected, by any instance. Fails with an
     * {@link IncompleteTablesException} unless both tables exist with their primary keys and with the triggers of the
     * table {@code transactions}. A restore creates those last, and a table that was created by hand has none.
     */
    Mono<ProjectedOffsets> projected() {
        return database.sql(PROJECTED)
                .map(row -> Optional.of(ProjectedOffsets.read(row))
                        .filter(read -> Boolean.TRUE.equals(row.get("intact", Boolean.class))))
                .one()
                .flatMap(Mono::justOrEmpty)
                .as(ProjectionStore::orIncomplete);
    }

    private static <T> Mono<T> orIncomplete(Mono<T> read) {
        return read.switchIfEmpty(Mono.error(IncompleteTablesException::new))
                .onErrorMap(BadSqlGrammarException.class, IncompleteTablesException::new);
    }

    /**
     * Writes the rows and moves the offsets. Fails with an {@link IncompleteTablesException} while a restore can still
     * insert rows.
     *
     * @return true if everything was written; false if nothing was, because a stored offset is not the expected one
     */
    Mono<Boolean> write(Collection<Row> rows, List<OffsetMove> moves) {
        return offsets.move(moves)
                .flatMap(moved -> moved == moves.size()
                        ? transactions.upsert(rows).thenReturn(true)
                        : Mono.<Boolean>error(new OffsetsMovedException()))
                .as(inOneTransaction::transactional)
                .onErrorResume(OffsetsMovedException.class, e -> projected().thenReturn(false))
                .onErrorMap(BadSqlGrammarException.class, IncompleteTablesException::new);
    }

    /** Rolls back the database transaction. It never leaves this class. */
    private static final class OffsetsMovedException extends RuntimeException {

        OffsetsMovedException() {
            super("another consumer has moved the offsets");
        }
    }
}
