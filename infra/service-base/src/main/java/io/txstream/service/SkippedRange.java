package io.txstream.service;

import io.txstream.contract.Topics;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of {@link Topics#RECEIVED} that an operator has declared unreadable.
 *
 * @param partition 0 or more
 * @param first the first offset, 0 or more
 * @param last the last offset, at most {@link #MAX_LENGTH} - 1 after the first
 */
public record SkippedRange(int partition, long first, long last) implements Comparable<SkippedRange> {

    /**
     * The most offsets of one range, which one poll passes over. A mistyped last offset must not discard a day's
     * transactions. A batch with more records behind the unreadable one takes several ranges.
     */
    static final int MAX_LENGTH = 1_000;

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,9}):(\\d{1,18})(?:-(\\d{1,18}))?");

    public SkippedRange {
        if (partition < 0 || first < 0 || last < first || last - first >= MAX_LENGTH) {
            throw new IllegalArgumentException("not a range of offsets: " + partition + ":" + first + "-" + last);
        }
    }

    /**
     * Reads {@code partition:offset} or {@code partition:first-last}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static SkippedRange parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a range of offsets: " + text);
        }
        long first = Long.parseLong(matcher.group(2));
        long last = matcher.group(3) == null ? first : Long.parseLong(matcher.group(3));
        return new SkippedRange(Integer.parseInt(matcher.group(1)), first, last);
    }

    /** Returns whether the range holds an offset of its partition. */
    public boolean contains(long offset) {
        return first <= offset && offset <= last;
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(Topics.RECEIVED, partition);
    }

    /** Orders ranges by partition, then by offset. */
    @Override
    public int compareTo(SkippedRange other) {
        return partition == other.partition
                ? Long.compare(first, other.first)
                : Integer.compare(partition, other.partition);
    }

    /** Returns the range as {@link #parse} reads it. */
    @Override
    public String toString() {
        return partition + ":" + first + (last == first ? "" : "-" + last);
    }
}
