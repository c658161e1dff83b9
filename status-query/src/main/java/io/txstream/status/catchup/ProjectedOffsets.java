package io.txstream.status.catchup;

import io.r2dbc.spi.Readable;
import java.util.Arrays;

/** How far the tables have been projected, as one statement sees it. */
public final class ProjectedOffsets {

    /** A statement that returns one row for {@link #read}. Lookups use it as a subquery, within their own snapshot. */
    public static final String QUERY = """
            SELECT array_agg(greatest(next_offset, passed_offset) ORDER BY topic COLLATE "C", partition) AS projected,
                bool_and(coalesce(greatest(next_offset, passed_offset) >= rebuild_to, false)) AS rebuilt
            FROM projection_offsets""";

    private final long[] offsets;
    private final boolean rebuilt;

    /**
     * @param offsets for each partition the offset before which everything has been projected, ordered by topic and
     *     partition; shorter than the number of partitions if rows are missing
     * @param rebuilt whether every partition has passed the offset up to which the tables are being rebuilt
     */
    public ProjectedOffsets(long[] offsets, boolean rebuilt) {
        this.offsets = offsets.clone();
        this.rebuilt = rebuilt;
    }

    public static ProjectedOffsets read(Readable row) {
        Long[] projected = row.get("projected", Long[].class); // null if the table is empty
        long[] offsets = projected == null
                ? new long[0]
                : Arrays.stream(projected).mapToLong(Long::longValue).toArray();
        return new ProjectedOffsets(offsets, Boolean.TRUE.equals(row.get("rebuilt", Boolean.class)));
    }

    /** Returns the offsets, which the caller must not change. */
    long[] offsets() {
        return offsets;
    }

    boolean isRebuilt() {
        return rebuilt;
    }
}
