package io.txstream.status.ends;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Node;

/**
 * Computes the end of each partition from the answers of a quorum of replicas. A caller gets the greatest end among
 * answers to requests that began after the call.
 *
 * <p>Why a quorum: a broker that was suspended, or is cut off from the controller, answers as a leader although another
 * one has acknowledged records since. Every acknowledged record is in the logs of {@code min.insync.replicas} replicas,
 * so of any {@link Placement#quorum} of them, one has it. It can also have records that are never acknowledged. A
 * lookup that waits for such a record gets 503, never a false 404.
 *
 * <p>Any thread may call any method. Callers are completed outside of the lock.
 */
final class EndReads {

    /** What a broker has answered. {@code begun} is when its request began, in ticks of the clock. */
    private record Answer(long begun, long end) {}

    /** The calls by the tick of their arrival, and the latest answers by broker. */
    private record Partition(NavigableMap<Long, LongConsumer> calls, Map<Integer, Answer> answers) {

        Partition() {
            this(new TreeMap<>(), new HashMap<>());
        }
    }

    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final Runnable wake;
    private volatile Placement placement = Placement.UNKNOWN;
    private long clock;

    /** @param wake is run when brokers are to be asked that were not, on the thread of the caller */
    EndReads(Runnable wake) {
        this.wake = wake;
    }

    /** Sets where the replicas are. Calls get answers only after that. */
    void place(Placement current) {
        placement = current;
        wake.run();
    }

    Placement placement() {
        return placement;
    }

    /**
     * Adds a call. Its consumer is called at most once.
     *
     * @return a ticket for {@link #cancel}
     */
    long call(int partition, LongConsumer consumer) {
        long ticket;
        boolean first;
        synchronized (this) {
            ticket = ++clock;
            first = of(partition).calls().isEmpty();
            of(partition).calls().put(ticket, consumer);
        }
        if (first) {
            wake.run();
        }
        return ticket;
    }

    /** Removes a call, if it has no answer yet. */
    synchronized void cancel(int partition, long ticket) {
        of(partition).calls().remove(ticket);
    }

    /** Returns whether there is a call that can use an answer of the broker. */
    synchronized boolean needs(Node broker) {
        return placement.partitionsOn(broker).stream().anyMatch(partition -> {
            NavigableMap<Long, LongConsumer> calls = of(partition).calls();
            Answer last = of(partition).answers().get(broker.id());
            return !calls.isEmpty() && (last == null || last.begun() < calls.lastKey());
        });
    }

    /** Returns the tick of a request that begins now, for {@link #answered}. */
    synchronized long begin() {
        return ++clock;
    }

    /**
     * Takes the answer of a broker, and completes the calls that have a quorum.
     *
     * @param begun the tick of the request
     * @param ends the end of the broker's own log of each partition that it could read
     */
    void answered(Node broker, long begun, Map<Integer, Long> ends) {
        List<Runnable> completions = new ArrayList<>();
        synchronized (this) {
            ends.forEach((partition, end) -> {
                of(partition).answers().put(broker.id(), new Answer(begun, end));
                collectCompletions(partition, completions);
            });
        }
        completions.forEach(Runnable::run);
    }

    private void collectCompletions(int partition, Collection<Runnable> completions) {
        int quorum = placement.quorum(partition);
        List<Answer> latest = placement.replicasOf(partition).stream()
                .map(replica -> of(partition).answers().get(replica.id()))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Answer::begun).reversed())
                .limit(quorum)
                .toList();
        if (latest.size() < quorum) {
            return;
        }
        long end = latest.stream().mapToLong(Answer::end).max().orElseThrow();
        Map<Long, LongConsumer> complete =
                of(partition).calls().headMap(latest.get(quorum - 1).begun(), false);
        complete.values().forEach(consumer -> completions.add(() -> consumer.accept(end)));
        complete.clear();
    }

    private Partition of(int partition) {
        return partitions.computeIfAbsent(partition, number -> new Partition());
    }
}
