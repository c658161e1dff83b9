package io.txstream.status.projection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Writes rows and offsets in one database transaction. Offsets move by compare-and-set: a consumer that has lost its
 * partition finds the offset that its successor has stored, and writes nothing.
 */
final class ProjectionStore {

    /** Both triggers of migration V3, in a state in which they always fire. */
    private static final String TABLES_ARE_INTACT = """
            SELECT to_regclass('projection_offsets') IS NOT NULL AND 2 = (
                SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('transactions') AND tgenabled = 'A'
                    AND tgname IN ('transactions_truncated', 'transactions_deleted')) AS intact""";

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

    /** Returns the stored offsets of the partitions, and stores offset 0 for one that has none. */
    Mono<Map<TopicPartition, StoredOffset>> offsets(Collection<TopicPartition> partitions) {
        // An insert only where it is necessary, and as a transaction: a session that reads only by default can read.
        return offsets.of(partitions)
                .flatMap(found -> found.size() == partitions.size()
                        ? Mono.just(found)
                        : offsets.insertMissing(partitions)
                                .as(inOneTransaction::transactional)
                                .then(offsets.of(partitions)));
    }

    /** Returns all stored offsets. */
    Mono<Map<TopicPartition, StoredOffset>> allOffsets() {
        return offsets.all();
    }

    /**
     * Writes the rows and moves the offsets.
     *
     * @return true if everything was written; false if nothing was, because a stored offset is not the expected one
     */
    Mono<Boolean> write(Collection<Row> rows, List<OffsetMove> moves) {
        return offsets.move(moves)
                .flatMap(moved -> moved == moves.size()
                        ? transactions.upsert(rows).thenReturn(true)
                        : Mono.<Boolean>error(new OffsetsMovedException()))
                .as(inOneTransaction::transactional)
                .onErrorReturn(OffsetsMovedException.class, false);
    }

    /** Makes the lookups of all instances wait until the log has been projected up to its present end. */
    Mono<Void> beginRebuild() {
        return offsets.beginRebuild().as(inOneTransaction::transactional);
    }

    /** Stores the end of a rebuild that has begun, and the topic ids of new rows. */
    Mono<Void> complete(Map<TopicPartition, LogRange> log) {
        return offsets.complete(log).as(inOneTransaction::transactional);
    }

    /**
     * Returns whether both tables exist, with the triggers of the table {@code transactions}. A table that was dropped
     * and created by hand has none, and the offsets would say that it is complete.
     */
    Mono<Boolean> tablesAreIntact() {
        return database.sql(TABLES_ARE_INTACT)
                .map(row -> Boolean.TRUE.equals(row.get("intact", Boolean.class)))
                .one();
    }

    /** Rolls back the database transaction. It never leaves this class. */
    private static final class OffsetsMovedException extends RuntimeException {

        OffsetsMovedException() {
            super("another consumer has moved the offsets");
        }
    }
}
