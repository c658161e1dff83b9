package io.txstream.status.waiting;

import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What waiting reads in the database. Every method reads in one statement when it is subscribed to. */
public interface ChangedTables {

    /** The most ids that a caller may pass to {@link #states}. */
    int MAX_IDS = 1_000;

    /** The most batches that {@link #since} returns. */
    int MAX_SINCE = 1_000;

    /** Of one part: what each of a thousand readers may hold that stop reading while they catch up. */
    int MAX_CHANGES = 64;

    /** Reads the present rows of at most {@link #MAX_IDS} transactions. */
    Mono<Snapshot> states(Collection<String> ids);

    /** Reads the batches with these numbers, in no particular order. One that changed no row is missing. */
    Flux<ChangedBatch> batches(Collection<Long> numbers);

    /** Reads the number of the newest batch; 0 if there is none. */
    Mono<Long> newest();

    /** Reads the numbers of all batches that can have been committed after this one. */
    Mono<Since> since(long number);

    /** Finds where a reader that has seen a part of this batch has to continue. */
    Mono<Resumption> resumption(long seen);

    /** Reads the first changes after one of a batch, at most {@link #MAX_CHANGES} of batches up to another one. */
    Mono<Part> changes(long batch, int number, long lastBatch);

    /** Deletes batches that are older than two minutes, apart from the latest ones. */
    Mono<Long> deleteOldBatches();

    /**
     * The batches since another one, and some from before it. A batch with a lower number can be committed later.
     *
     * @param complete whether these are all
     * @param numbers in ascending order; at most {@link #MAX_SINCE}
     */
    record Since(boolean complete, List<Long> numbers) {}

    /**
     * Where a reader continues.
     *
     * @param known whether the batch is still in the table. If not, later ones may be missing too
     * @param first the first batch of which the reader may not have seen everything; the given one or one before
     * @param newest the newest batch
     */
    record Resumption(boolean known, long first, long newest) {}

    /**
     * A change.
     *
     * @param number its place in the batch
     */
    record Change(long batch, int number, String id) {}

    /**
     * A part of the changes.
     *
     * @param oldest the oldest batch that has all after it in the table; the greatest number if the table is empty
     * @param changes in the order of batches and numbers
     */
    record Part(long oldest, List<Change> changes) {}
}
