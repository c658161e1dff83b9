package io.txstream.service;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * What must not change about a topic while a service runs.
 *
 * @param id the topic's id, which a topic that is created again does not share
 * @param partitions the partition count, 1 or more
 * @param timestampType the setting {@code message.timestamp.type}
 */
public record TopicIdentity(Uuid id, int partitions, String timestampType) {

    /** Returns how the topic differs now, for people; empty if it does not. */
    Optional<String> difference(TopicIdentity now) {
        if (!id.equals(now.id)) {
            return Optional.of("it was created again: its id was " + id + " and is " + now.id);
        }
        if (partitions != now.partitions) {
            return Optional.of("it had " + partitions + " partitions and has " + now.partitions
                    + "; keys have moved, and the state does not match them");
        }
        return timestampType.equals(now.timestampType)
                ? Optional.empty()
                : Optional.of("its message.timestamp.type was " + timestampType + " and is " + now.timestampType);
    }
}
