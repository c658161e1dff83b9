package io.txstream.processor.flow;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record that leaves the topology, as every sink receives it.
 *
 * @param bytes written unchanged; null for a record without a value
 */
public record RawValue(byte @Nullable [] bytes) implements FlowValue {

    public static Serializer<RawValue> serializer() {
        return (topic, value) -> value.bytes();
    }
}
