package io.txstream.status.waiting.changes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event that is a change, in every instance the same. Written as {@code <batch>-<number>}.
 *
 * @param batch the number of the batch, 0 or more
 * @param number the place of the change in its batch, 0 or more
 */
record EventId(long batch, int number) implements Comparable<EventId> {

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})-(\\d{1,9})");

    /** Returns the id, or null if the text is none. */
    static @Nullable EventId parse(String text) {
        Matcher id = FORMAT.matcher(text);
        return id.matches() ? new EventId(Long.parseLong(id.group(1)), Integer.parseInt(id.group(2))) : null;
    }

    @Override
    public int compareTo(EventId other) {
        return batch == other.batch ? Integer.compare(number, other.number) : Long.compare(batch, other.batch);
    }

    @Override
    public String toString() {
        return batch + "-" + number;
    }
}
