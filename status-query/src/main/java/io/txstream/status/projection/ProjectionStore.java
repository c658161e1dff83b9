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

    private final TransactionTable transactions;
    private final OffsetTable offsets;
    private final TransactionalOperator inOneTransaction;

    ProjectionStore(DatabaseClient database, TransactionalOperator inOneTransaction) {
        this.transactions = new TransactionTable(database);
        this.offsets = new OffsetTable(database);
        this.inOneTransaction = inOneTransaction;
    }

    /** Returns the next offset to project of each partition; 0 for a partition that has never been projected. */
    Mono<Map<TopicPartition, Long>> nextOffsets(Collection<TopicPartition> partitions) {
        return offsets.nextOffsets(partitions);
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

    /** Rolls back the database transaction. It never leaves this class. */
    private static final class OffsetsMovedException extends RuntimeException {

        OffsetsMovedException() {
            super("another consumer has moved the offsets");
        }
    }
}
