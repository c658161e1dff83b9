package io.txstream.status.waiting;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What waiting reads in the database. Every method reads in one statement when it is subscribed to. */
public interface ChangedTables {

    /** The most ids that a caller may pass to {@link #states}. */
    int MAX_IDS = 1_000;

    /** Reads the present rows of at most {@link #MAX_IDS} transactions. */
    Mono<Snapshot> states(Collection<String> ids);

    /** Reads the batches with these numbers, in no particular order. One that changed no row is missing. */
    Flux<ChangedBatch> batches(Collection<Long> numbers);

    /** Reads the number of the newest batch; 0 if there is none. */
    Mono<Long> newest();

    /** Reads the numbers of batches that can have been committed since this one, and of some before. */
    Mono<Since> since(long number);

    /** Finds where a reader that has seen a part of this batch has to continue. */
    Mono<Resumption> resumption(long seen);

    /** Reads the first batch after this number. */
    Mono<NextBatch> next(long number);

    /** Deletes batches that are older than a few minutes, apart from the latest ones. */
    Mono<Long> deleteOldBatches();

    /**
     * The batches since another one.
     *
     * @param known whether that one is still in the table. If not, later ones may be missing too
     * @param numbers the numbers of batches, in ascending order; at most a thousand
     */
    record Since(boolean known, List<Long> numbers) {}

    /**
     * Where a reader continues.
     *
     * @param known whether the batch is still in the table. If not, later ones may be missing too
     * @param after the number after which the reader continues. It can be lower than that of the batch which the reader
     *     has seen, since a batch with a lower number can be committed later
     */
    record Resumption(boolean known, long after) {}

    /**
     * A step of a replay.
     *
     * @param known whether the batch before it is still in the table. If not, batches between may be missing
     * @param batch the batch; empty if there is no later one
     */
    record NextBatch(boolean known, Optional<ChangedBatch> batch) {}
}
