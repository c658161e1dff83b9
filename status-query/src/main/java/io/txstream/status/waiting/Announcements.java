package io.txstream.status.waiting;

import io.txstream.status.batches.ProjectedBatches.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * The batches that were announced and not yet read. Announcements can be lost, so it remembers what was read: what the
 * database has beyond that was missed. Bounded, in all that it holds. Any thread may call it.
 */
final class Announcements {

    /** Beyond it, announcements count as missed. */
    static final int MAX_ANNOUNCED = 1_000;

    private static final int MAX_REMEMBERED = 2 * MAX_ANNOUNCED;

    private final Queue<Long> announced = new ArrayDeque<>();
    private final Set<Long> remembered = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });
    private boolean lost;

    synchronized void add(Signal signal) {
        if (signal instanceof Signal.Committed committed && announced.size() < MAX_ANNOUNCED) {
            announced.add(committed.batch());
        } else {
            lost = true;
        }
    }

    /** Puts batches that the database has before the others, except for those that were read before. */
    synchronized void addLost(Collection<Long> numbers) {
        Set<Long> all = new LinkedHashSet<>(numbers);
        all.removeAll(remembered);
        all.addAll(announced);
        announced.clear();
        announced.addAll(all);
    }

    /** Removes and returns the next batches, at most as many as given. */
    synchronized List<Long> take(int most) {
        List<Long> taken = new ArrayList<>();
        while (!announced.isEmpty() && taken.size() < most) {
            taken.add(announced.remove());
        }
        return taken;
    }

    /** Remembers that a batch was read. */
    synchronized void remember(long number) {
        remembered.add(number);
    }

    /** Returns whether announcements were lost since the last call. If so, all that are not yet read are removed. */
    synchronized boolean takeLost() {
        boolean taken = lost;
        if (taken) {
            announced.clear();
        }
        lost = false;
        return taken;
    }
}
