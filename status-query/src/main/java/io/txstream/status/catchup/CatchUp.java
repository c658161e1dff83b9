package io.txstream.status.catchup;

/**
 * {@code NeverBackwards}: the floor below which a lookup of this instance must not answer from the tables. It starts at
 * the ends of the log at startup, and rises to every state of the tables that this instance has seen. A database that
 * was truncated or restored, or a replica that is behind, is below it until the log has been projected again.
 *
 * <p>A lookup takes the {@link #floor} before its statement runs, and passes it to {@link #reached} with the offsets
 * that the same statement has read. Any thread may call any method.
 */
public final class CatchUp {

    private static final long[] UNKNOWN = {};

    private volatile long[] floor = UNKNOWN;
    private volatile boolean complete;

    /**
     * Requires everything before the given offsets. Until the first call, no offsets reach the floor.
     *
     * @param offsets the offset of each partition of all topics, ordered by topic and partition
     */
    public synchronized void require(long[] offsets) {
        floor = highest(floor, offsets.clone());
    }

    /** Returns the current floor, which the caller must not change. */
    public long[] floor() {
        return floor;
    }

    /**
     * Returns whether the offsets reach a floor taken before they were read, and no rebuild is unfinished. Raises the
     * floor to them.
     */
    public boolean reached(long[] earlierFloor, ProjectedOffsets projected) {
        if (earlierFloor.length == 0 || projected.offsets().length != earlierFloor.length) {
            return false;
        }
        if (!isAtLeast(floor, projected.offsets())) {
            require(projected.offsets());
        }
        return projected.isRebuilt() && isAtLeast(projected.offsets(), earlierFloor);
    }

    /** Records whether the tables had reached the floor when they were last sampled. */
    public void sampled(boolean reached) {
        complete = reached;
    }

    /** Returns whether the tables had reached the floor when they were last sampled. */
    public boolean isComplete() {
        return complete;
    }

    private static boolean isAtLeast(long[] offsets, long[] bound) {
        for (int i = 0; i < bound.length; i++) {
            if (offsets[i] < bound[i]) {
                return false;
            }
        }
        return true;
    }

    private static long[] highest(long[] one, long[] other) {
        if (one.length == 0) {
            return other;
        }
        long[] highest = one.clone();
        for (int i = 0; i < highest.length; i++) {
            highest[i] = Math.max(highest[i], other[i]);
        }
        return highest;
    }
}
