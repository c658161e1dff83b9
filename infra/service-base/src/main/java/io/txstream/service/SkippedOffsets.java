package io.txstream.service;

import io.txstream.contract.Topics;
import java.util.List;

/**
 * The offsets of {@link Topics#RECEIVED} that an operator has declared unreadable, since no consumer can hold their
 * records in memory. Readers pass over them, and the processor rejects them. Immutable; used by any thread.
 *
 * @param ranges in the order of partitions and offsets; they do not overlap
 */
public record SkippedOffsets(List<SkippedRange> ranges) {

    public static final SkippedOffsets NONE = new SkippedOffsets(List.of());

    /** @throws IllegalArgumentException if two ranges overlap */
    public SkippedOffsets {
        ranges = ranges.stream().sorted().toList();
        for (int i = 1; i < ranges.size(); i++) {
            SkippedRange earlier = ranges.get(i - 1);
            if (earlier.partition() == ranges.get(i).partition()
                    && earlier.last() >= ranges.get(i).first()) {
                throw new IllegalArgumentException(earlier + " and " + ranges.get(i) + " overlap");
            }
        }
    }

    /**
     * Reads {@code partition:offset} and {@code partition:first-last}.
     *
     * @throws IllegalArgumentException if a text is neither, or two ranges overlap
     */
    public static SkippedOffsets parse(List<String> texts) {
        return new SkippedOffsets(texts.stream().map(SkippedRange::parse).toList());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Returns whether an offset is skipped. */
    public boolean contains(int partition, long offset) {
        for (SkippedRange range : ranges) {
            if (range.partition() == partition && range.contains(offset)) {
                return true;
            }
        }
        return false;
    }
}
