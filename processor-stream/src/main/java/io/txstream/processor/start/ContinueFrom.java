package io.txstream.processor.start;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that an operator chose for partitions on which the stream refuses to start.
 *
 * @param offsets the next offset to process, by partition
 */
public record ContinueFrom(Map<Integer, Long> offsets) {

    private static final Pattern ENTRY = Pattern.compile("\\s*(\\d{1,9}):(\\d{1,18})\\s*");

    public ContinueFrom {
        offsets = Map.copyOf(offsets);
    }

    /** Returns whether the operator chose to continue a partition from this very offset. */
    public boolean allows(int partition, long offset) {
        return Objects.equals(offsets.get(partition), offset);
    }

    /**
     * Reads {@code <partition>:<offset>[,...]}, or an empty text.
     *
     * @return null if the text has another form, or names a partition twice
     */
    public static @Nullable ContinueFrom parse(String text) {
        var offsets = new HashMap<Integer, Long>();
        if (text.isBlank()) {
            return new ContinueFrom(offsets);
        }
        for (String entry : text.split(",", -1)) {
            Matcher matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                return null;
            }
            Long offset = Long.valueOf(matcher.group(2));
            if (offsets.put(Integer.valueOf(matcher.group(1)), offset) != null) {
                return null;
            }
        }
        return new ContinueFrom(offsets);
    }
}
