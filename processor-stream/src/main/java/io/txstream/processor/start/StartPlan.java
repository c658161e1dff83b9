package io.txstream.processor.start;

import io.txstream.contract.Topics;
import io.txstream.processor.progress.Decided;
import io.txstream.service.StartupProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
     * @param continueFrom applied to a partition that would be refused, if it has the very entry that the refusal
     *     names. An entry that was left set from an earlier problem therefore has no effect.
     * @throws StartupProblemException if the stream must not start
     */
    static StartPlan of(Collection<PartitionFacts> facts, Collection<String> continueFrom) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        var chosen = new HashMap<Integer, Long>();
        var entries = new ArrayList<String>();
        var problems = new ArrayList<String>();
        boolean required = false;
        for (PartitionFacts partition : facts) {
            StartDecision decision = StartRules.decide(partition);
            if (decision instanceof StartDecision.SetOffset set) {
                offsets.put(received(partition.partition()), offset(partition, set.offset()));
                required |= set.required();
            } else if (decision instanceof StartDecision.Refuse refuse) {
                String entry = partition.partition() + ":" + refuse.continueFrom() + "@" + partition.fingerprint();
                chosen.put(partition.partition(), refuse.continueFrom());
                entries.add(entry);
                if (!continueFrom.contains(entry)) {
                    problems.add(refuse.problem());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StartupProblemException(
                    String.join("; ", problems),
                    "restore what is missing, or continue without it: set TXSTREAM_PROCESSOR_CONTINUE_FROM="
                            + String.join(",", entries));
        }
        return new StartPlan(offsets, required, chosen);
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

    /** Returns the offsets to set, with those that the operator chose. */
    Map<TopicPartition, OffsetAndMetadata> allOffsets() {
        var all = new HashMap<>(offsets);
        chosen.forEach((partition, offset) -> all.put(received(partition), new OffsetAndMetadata(offset)));
        return all;
    }
}
