package io.txstream.status.projection;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.ProjectedOffsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    private static final String PROJECTED = "SELECT %s AS missing, %s AS generation, %s AS projected"
            .formatted(OffsetTable.MISSING, ProjectedOffsets.GENERATION, ProjectedOffsets.OFFSETS);

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
                .switchIfEmpty(
                        projected().then(Mono.error(() -> new IncompleteTablesException("rows of projection_offsets"))))
                .onErrorMap(BadSqlGrammarException.class, IncompleteTablesException::new);
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
                .map(ProjectionStore::intact)
                .one()
                .flatMap(Function.identity())
                .onErrorMap(BadSqlGrammarException.class, IncompleteTablesException::new);
    }

    private static Mono<ProjectedOffsets> intact(Readable row) {
        String missing = row.get("missing", String.class);
        return missing == null
                ? Mono.just(ProjectedOffsets.read(row))
                : Mono.error(new IncompleteTablesException(missing));
    }

    /**
     * Writes the rows and moves the offsets, as one batch that is announced to all instances. Fails with an
     * {@link IncompleteTablesException} while a restore can still insert rows.
     *
     * @return true if everything was written; false if nothing was, because a stored offset is not the expected one
     */
    Mono<Boolean> write(Collection<Row> rows, List<OffsetMove> moves) {
        return offsets.move(moves)
                .flatMap(moved -> moved.offsets() == moves.size()
                        ? transactions.upsert(rows, moved.batch()).thenReturn(true)
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
