package io.txstream.processor.transactions;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the brokers about the transactions of the received topic. Every method blocks, for 3 s at most. */
final class ReceivedTransactions {

    private static final int TIMEOUT_MILLIS = 3_000;

    private final Admin admin;
    private final List<TopicPartition> all;

    /** @param partitions the partition count of the received topic, 1 or more */
    ReceivedTransactions(Admin admin, int partitions) {
        this.admin = admin;
        this.all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.RECEIVED, partition))
                .toList();
    }

    /** Returns the bounds of all partitions. */
    Map<Integer, OpenTransactions.Bounds> bounds() throws InterruptedException, ExecutionException {
        // The ends first: without open transactions, a last stable offset that is read later is not before them.
        Map<TopicPartition, ListOffsetsResultInfo> ends = latest(IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, ListOffsetsResultInfo> stable = latest(IsolationLevel.READ_COMMITTED);
        Map<Integer, OpenTransactions.Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) -> bounds.put(
                partition.partition(),
                new OpenTransactions.Bounds(
                        requireNonNull(stable.get(partition)).offset(), end.offset())));
        return bounds;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> latest(IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest =
                all.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest, new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MILLIS))
                .all()
                .get();
    }

    /** Returns the producer whose open transaction begins at an offset, or null if it has ended meanwhile. */
    @Nullable
    ProducerState producer(int partition, long startOffset) throws InterruptedException, ExecutionException {
        var topicPartition = new TopicPartition(Topics.RECEIVED, partition);
        return admin
                .describeProducers(List.of(topicPartition), new DescribeProducersOptions().timeoutMs(TIMEOUT_MILLIS))
                .partitionResult(topicPartition)
                .get()
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
    String transactionalId(long producerId) throws InterruptedException, ExecutionException {
        var options = new ListTransactionsOptions()
                .filterProducerIds(Set.of(producerId))
                .timeoutMs(TIMEOUT_MILLIS);
        return admin.listTransactions(options).all().get().stream()
                .map(TransactionListing::transactionalId)
                .findFirst()
                .orElse("unknown");
    }
}
