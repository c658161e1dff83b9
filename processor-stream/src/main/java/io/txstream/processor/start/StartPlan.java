package io.txstream.processor.start;

import io.txstream.contract.Topics;
import io.txstream.processor.progress.Decided;
import io.txstream.service.StartupProblemException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What must be written before the stream starts.
 *
 * @param offsets the offsets of the group to set
 * @param required whether the stream could not start without all of them
 * @param chosen the offsets that the operator chose, by partition: progress and offset of the group must move there
 */
record StartPlan(Map<TopicPartition, OffsetAndMetadata> offsets, boolean required, Map<Integer, Long> chosen) {

    StartPlan {
        offsets = Map.copyOf(offsets);
        chosen = Map.copyOf(chosen);
    }

    /**
     * Decides about every partition.
     *
     * @param continueFrom applied to a partition that would be refused, if it names the very offset that the refusal
     *     names. A value that was left set from an earlier problem therefore has no effect.
     * @throws StartupProblemException if the stream must not start
     */
    static StartPlan of(Collection<PartitionFacts> facts, ContinueFrom continueFrom) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        var chosen = new TreeMap<Integer, Long>();
        var refused = new TreeMap<Integer, StartDecision.Refuse>();
        boolean required = false;
        for (PartitionFacts partition : facts) {
            StartDecision decision = StartRules.decide(partition);
            if (decision instanceof StartDecision.SetOffset set) {
                offsets.put(received(partition.partition()), offset(partition, set.offset()));
                required |= set.required();
            } else if (decision instanceof StartDecision.Refuse refuse) {
                chosen.put(partition.partition(), refuse.continueFrom());
                if (!continueFrom.allows(partition.partition(), refuse.continueFrom())) {
                    refused.put(partition.partition(), refuse);
                }
            }
        }
        if (!refused.isEmpty()) {
            throw refusal(refused.values(), chosen);
        }
        return new StartPlan(offsets, required, chosen);
    }

    private static StartupProblemException refusal(
            Collection<StartDecision.Refuse> refused, Map<Integer, Long> suggested) {
        String value = suggested.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
        return new StartupProblemException(
                refused.stream().map(StartDecision.Refuse::problem).collect(Collectors.joining("; ")),
                "restore what is missing, or continue without it: set TXSTREAM_PROCESSOR_CONTINUE_FROM=" + value);
    }

    private static OffsetAndMetadata offset(PartitionFacts facts, long offset) {
        Decided decided = facts.decided();
        if (decided == null || decided.nextOffset() != offset || decided.epoch() == Decided.UNKNOWN_EPOCH) {
            return new OffsetAndMetadata(offset);
        }
        return new OffsetAndMetadata(offset, Optional.of(decided.epoch()), "");
    }

    static TopicPartition received(int partition) {
        return new TopicPartition(Topics.RECEIVED, partition);
    }

    boolean isEmpty() {
        return offsets.isEmpty() && chosen.isEmpty();
    }
}
