package io.txstream.processor.transactions;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.service.KafkaFutures;
import io.txstream.service.LogReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the brokers about the transactions of the received topic. Each request blocks, for 5 s at most. */
final class ReceivedTransactions {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final LogReader log;
    private final List<TopicPartition> all;

    /** @param all the partitions of the received topic */
    ReceivedTransactions(Admin admin, LogReader log, List<TopicPartition> all) {
        this.admin = admin;
        this.log = log;
        this.all = all;
    }

    /** Returns the bounds of all partitions. */
    Map<Integer, OpenTransactions.Bounds> bounds() {
        // The ends first: without open transactions, a last stable offset that is read later is not before them.
        Map<TopicPartition, Long> ends = log.ends(all);
        Map<TopicPartition, Long> stable = log.stableEnds(all);
        Map<Integer, OpenTransactions.Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) -> bounds.put(
                partition.partition(), new OpenTransactions.Bounds(requireNonNull(stable.get(partition)), end)));
        return bounds;
    }

    /** Returns the producer whose open transaction begins at an offset, or null if it has ended meanwhile. */
    @Nullable
    ProducerState producer(int partition, long startOffset) {
        var topicPartition = new TopicPartition(Topics.RECEIVED, partition);
        var options = new DescribeProducersOptions().timeoutMs(TIMEOUT_MILLIS);
        return KafkaFutures.get(admin.describeProducers(List.of(topicPartition), options)
                        .partitionResult(topicPartition))
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().orElse(-1) == startOffset)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the transactional id of a producer, or {@code unknown}: either no coordinator knows the transaction, so
     * none will end it, or this client may not describe it.
     */
    String transactionalId(long producerId) {
        var options = new ListTransactionsOptions()
                .filterProducerIds(Set.of(producerId))
                .timeoutMs(TIMEOUT_MILLIS);
        return KafkaFutures.get(admin.listTransactions(options).all()).stream()
                .map(TransactionListing::transactionalId)
                .findFirst()
                .orElse("unknown");
    }
}
