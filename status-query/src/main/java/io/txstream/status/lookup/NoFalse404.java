package io.txstream.status.lookup;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.service.TopicLayout;
import io.txstream.status.catchup.Progress;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.ends.LogEnds;
import io.txstream.status.request.Places;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * {@code NoFalse404}: decides lookups that found no row. If the tables that were read cover everything that was
 * acknowledged when the lookup arrived, the transaction does not exist. Otherwise the lookup waits until they do, and
 * the row is read again. Without a decision in time the lookup fails.
 *
 * <p>Only the home partition of the id in {@code transactions.received} counts: a webhook is appended there, and so is
 * the copy of a misplaced record. Any thread may call it.
 */
final class NoFalse404 {

    private final LogEnds ends;
    private final Progress progress;
    private final Function<String, Mono<Found>> lookAgain;
    private final Duration timeout;
    private final Places places;
    private final int partitions;
    private final int firstIndex;

    /** @param lookAgain reads the row of an id with a statement that begins after the call */
    NoFalse404(
            LogEnds ends,
            Progress progress,
            Function<String, Mono<Found>> lookAgain,
            Duration timeout,
            Places places,
            TopicLayout topics) {
        this.ends = ends;
        this.progress = progress;
        this.lookAgain = lookAgain;
        this.timeout = timeout;
        this.places = places;
        this.partitions = topics.partitions();
        this.firstIndex = topics.allPartitions().indexOf(new TopicPartition(Topics.RECEIVED, 0));
    }

    /**
     * Returns the transaction, or nothing if it does not exist. Fails if this cannot be decided in time, or if too many
     * lookups wait.
     *
     * @param missed what a statement has read that began after the lookup arrived, without a row
     */
    Mono<TransactionView> decide(String id, Found missed) {
        int partition = TransactionKey.homePartition(TransactionKey.of(id), partitions);
        int index = firstIndex + partition;
        Mono<TransactionView> decision = ends.coverAcknowledged(partition)
                .flatMap(end -> decide(id, missed, index, end))
                .timeout(timeout, Mono.error(NotCaughtUpException::new));
        return places.hold(() -> decision);
    }

    private Mono<TransactionView> decide(String id, Found missed, int index, long end) {
        long projected = missed.projected().at(index);
        if (projected > end) {
            // The end was read later, so the tables belong to another log, or too many replicas have lost records.
            return Mono.error(new NotCaughtUpException());
        }
        return projected == end ? Mono.empty() : findWhenProjected(id, index, end);
    }

    private Mono<TransactionView> findWhenProjected(String id, int index, long end) {
        return progress.reaches(index, end)
                .then(Mono.defer(() -> lookAgain.apply(id)))
                .flatMap(found ->
                        found.answer().switchIfEmpty(Mono.defer(() -> unlessBehind(found.projected(), index, end))));
    }

    /** The session that looked again can be one on another server than that of the progress. */
    private static Mono<TransactionView> unlessBehind(ProjectedOffsets projected, int index, long end) {
        return projected.at(index) >= end ? Mono.empty() : Mono.error(new NotCaughtUpException());
    }
}
