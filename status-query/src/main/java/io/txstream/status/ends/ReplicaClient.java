package io.txstream.status.ends;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.utils.Time;

/**
 * Asks each broker for the ends of its own logs, while {@link EndReads} need them: one request for all partitions, one
 * in flight, and at most one each {@link #INTERVAL}.
 *
 * <p>Kafka's public clients ask leaders only. This uses the network client below them, and the replica id with which a
 * follower answers too, with the end of its log instead of the high watermark. One thread uses it; any may call
 * {@link #requests}.
 */
final class ReplicaClient {

    /** 50 requests a second to each broker at most, whatever the number of calls. */
    static final Duration INTERVAL = Duration.ofMillis(20);

    /** A broker that does not answer is connected again after this time: half of the default wait of a lookup. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

    private static final long MAX_POLL_MILLIS = 1_000;

    private final KafkaClient network;
    private final EndReads reads;
    private final Time time;
    private final Map<Integer, Long> lastBegin = new HashMap<>();
    private final Set<Integer> inFlight = new HashSet<>();
    private final AtomicLong requests = new AtomicLong();

    ReplicaClient(KafkaClient network, EndReads reads, Time time) {
        this.network = network;
        this.reads = reads;
        this.time = time;
    }

    /** Sends what is due, and handles what has arrived. Blocks until something arrives, for at most a second. */
    void poll() {
        long now = time.milliseconds();
        long wait = MAX_POLL_MILLIS;
        for (Node broker : reads.placement().brokers()) {
            if (!inFlight.contains(broker.id()) && reads.needs(broker)) {
                wait = Math.min(wait, ask(broker, now));
            }
        }
        network.poll(wait, now);
    }

    /** Sends a request if it may. Returns after how many milliseconds to try again. */
    private long ask(Node broker, long now) {
        long early = untilAllowed(broker);
        if (early > 0) {
            return early;
        }
        if (!network.ready(broker, now)) {
            return Math.max(1, network.pollDelayMs(broker, now));
        }
        lastBegin.put(broker.id(), time.nanoseconds());
        long begun = reads.begin();
        requests.incrementAndGet();
        network.send(
                network.newClientRequest(
                        broker.idString(),
                        request(reads.placement().partitionsOn(broker)),
                        now,
                        true,
                        Math.toIntExact(REQUEST_TIMEOUT.toMillis()),
                        response -> received(broker, begun, response)),
                now);
        inFlight.add(broker.id()); // the response is handled in a later poll
        return MAX_POLL_MILLIS;
    }

    /** Returns the rest of the interval in milliseconds, rounded up; zero or less if it is over. */
    private long untilAllowed(Node broker) {
        Long last = lastBegin.get(broker.id());
        return last == null
                ? 0
                : TimeUnit.NANOSECONDS.toMillis(last + INTERVAL.toNanos() - time.nanoseconds() + 999_999);
    }

    private static ListOffsetsRequest.Builder request(List<Integer> partitions) {
        var topic = new ListOffsetsTopic()
                .setName(Topics.RECEIVED)
                .setPartitions(partitions.stream()
                        .map(partition -> new ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setTimestamp(ListOffsetsRequest.LATEST_TIMESTAMP))
                        .toList());
        return ListOffsetsRequest.Builder.forReplica(
                        ApiKeys.LIST_OFFSETS.latestVersion(), ListOffsetsRequest.DEBUGGING_REPLICA_ID)
                .setTargetTimes(List.of(topic));
    }

    private void received(Node broker, long begun, ClientResponse response) {
        inFlight.remove(broker.id());
        if (response.responseBody() instanceof ListOffsetsResponse answer) {
            var ends = new HashMap<Integer, Long>();
            answer.topics()
                    .forEach(topic -> topic.partitions().stream()
                            .filter(partition -> partition.errorCode() == Errors.NONE.code())
                            .forEach(partition -> ends.put(partition.partitionIndex(), partition.offset())));
            reads.answered(broker, begun, ends);
        }
    }

    /** Returns the number of requests that were sent. */
    long requests() {
        return requests.get();
    }
}
