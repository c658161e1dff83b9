package io.txstream.status.catchup;

import java.util.Arrays;

/**
 * {@code NeverBackwards}: the floor, a generation of the tables and an offset for each partition. A lookup answers from
 * tables of that generation that have reached the offsets; otherwise only PROCESSED is safe to answer. The floor starts
 * at the ends of the log, and rises to every state of the tables that this instance has seen. When the tables may have
 * gone back, {@link #distrust} makes it unreachable, until {@link #require} sets the present generation and the ends of
 * the log.
 *
 * <p>A lookup takes the {@link #floor} before its statement runs, and passes it to {@link #reached} with the offsets
 * that the same statement has read. Any thread may call any method.
 */
public final class CatchUp {

    /**
     * What the tables must be and have reached.
     *
     * @param generation the generation of the tables; empty if lookups must not rely on any
     * @param offsets an offset for each partition, ordered by topic and partition. Must not be changed
     * @param seen what these tables have shown since the floor was required; empty before that. Must not be changed
     */
    public record Floor(String generation, long[] offsets, long[] seen) {}

    private static final long[] NONE = {};

    private volatile Floor floor = new Floor("", NONE, NONE);
    private volatile boolean complete;

    public Floor floor() {
        return floor;
    }

    /** Returns whether the tables reach a floor taken before they were read. Raises the floor to them. */
    public boolean reached(Floor earlier, ProjectedOffsets projected) {
        Floor current = floor;
        boolean comparable = projected.generation().equals(current.generation())
                && projected.offsets().length == current.offsets().length;
        if (comparable && !isAtLeast(current.seen(), projected.offsets())) {
            raise(projected);
        }
        return projected.generation().equals(earlier.generation())
                && projected.offsets().length == earlier.offsets().length
                && isAtLeast(projected.offsets(), earlier.offsets());
    }

    private synchronized void raise(ProjectedOffsets projected) {
        if (floor.generation().equals(projected.generation())) {
            floor = new Floor(
                    floor.generation(),
                    highest(floor.offsets(), projected.offsets()),
                    highest(floor.seen(), projected.offsets()));
        }
    }

    /**
     * Returns whether the tables can be behind what they showed, to this instance or another: they are of another
     * generation than the floor taken before they were read, or behind what this instance had seen then. In that case
     * {@link #require} the ends of the log.
     */
    public boolean mayHaveGoneBack(Floor earlier, ProjectedOffsets projected) {
        return !projected.generation().equals(earlier.generation()) || !isAtLeast(projected.offsets(), earlier.seen());
    }

    /**
     * Requires this generation of the tables, and everything before the given offsets.
     *
     * @param offsets the offset of each partition of all topics, ordered by topic and partition
     */
    public synchronized void require(String generation, long[] offsets) {
        floor = new Floor(generation, highest(floor.offsets(), offsets), NONE);
    }

    /** Makes lookups wait until a generation is required. */
    public synchronized void distrust() {
        floor = new Floor("", floor.offsets(), floor.seen());
    }

    /** Records whether the tables had reached the floor when they were last sampled. */
    public void sampled(boolean reached) {
        complete = reached;
    }

    /** Returns whether the tables had reached the floor when they were last sampled. */
    public boolean isComplete() {
        return complete;
    }

    /** A missing offset is less than any other. */
    private static boolean isAtLeast(long[] offsets, long[] bound) {
        for (int i = 0; i < bound.length; i++) {
            if (i >= offsets.length || offsets[i] < bound[i]) {
                return false;
            }
        }
        return true;
    }

    private static long[] highest(long[] one, long[] other) {
        long[] highest = Arrays.copyOf(one, Math.max(one.length, other.length));
        for (int i = 0; i < other.length; i++) {
            highest[i] = Math.max(highest[i], other[i]);
        }
        return highest;
    }
}
