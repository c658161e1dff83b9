package io.txstream.status.catchup;

import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/**
 * How far the tables have been projected, as one statement sees it.
 *
 * @param offsets for each partition the offset before which everything has been projected, ordered by topic and
 *     partition; shorter than the number of partitions if rows are missing
 * @param rebuilt whether every partition has passed the offset up to which the tables are being rebuilt
 */
public record ProjectedOffsets(long[] offsets, boolean rebuilt) {

    /** A statement that returns one row for {@link #read}. Lookups use it as a subquery, within their own snapshot. */
    public static final String QUERY = """
            SELECT array_agg(greatest(next_offset, passed_offset) ORDER BY topic COLLATE "C", partition) AS projected,
                bool_and(coalesce(greatest(next_offset, passed_offset) >= rebuild_to, false)) AS rebuilt
            FROM projection_offsets""";

    public static ProjectedOffsets read(Readable row) {
        Long[] projected = row.get("projected", Long[].class);
        return new ProjectedOffsets(unboxed(projected), Boolean.TRUE.equals(row.get("rebuilt", Boolean.class)));
    }

    private static long[] unboxed(Long @Nullable [] boxed) {
        long[] offsets = new long[boxed == null ? 0 : boxed.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = boxed[i];
        }
        return offsets;
    }
}
