package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The transactions that {@link Watchers} look up. There are three kinds:
 *
 * <ul>
 *   <li>fresh: acknowledged a moment ago, and looked up until every instance has shown it as processed a few times, or
 *       for a minute
 *   <li>pinned: some of these, looked up until the end of the run
 *   <li>old: a random one that was fresh before
 * </ul>
 *
 * <p>Thread-safe.
 */
final class WatchList {

    private static final int FRESH = 6;
    private static final int PINNED = 3;
    private static final int LOOKUPS_OF_PROCESSED = 6;
    private static final Duration MAX_TIME = Duration.ofMinutes(1);

    private final History history;
    private final SplittableRandom random;
    private final Clock clock;
    private final Map<String, Watched> fresh = new LinkedHashMap<>();
    private final List<String> watchedBefore = new ArrayList<>();

    /** A fresh transaction: since when it is watched, and how many lookups have shown it as processed. */
    private record Watched(Instant since, int processed) {}

    WatchList(History history, SplittableRandom random, Clock clock) {
        this.history = history;
        this.random = random;
        this.clock = clock;
    }

    /** Returns the ids to look up now, each once. */
    synchronized List<String> ids() {
        retire();
        String latest = history.latestAcknowledgedId();
        if (latest != null && fresh.size() < FRESH && !isKnown(latest)) {
            fresh.put(latest, new Watched(clock.instant(), 0));
        }
        Stream<String> pinned = watchedBefore.stream().limit(PINNED);
        Stream<String> old = watchedBefore.isEmpty()
                ? Stream.empty()
                : Stream.of(watchedBefore.get(random.nextInt(watchedBefore.size())));
        return Stream.of(fresh.keySet().stream(), pinned, old)
                .flatMap(ids -> ids)
                .distinct()
                .toList();
    }

    /** Adds what a lookup has shown. */
    synchronized void saw(String id, Status status) {
        if (status == Status.PROCESSED) {
            fresh.computeIfPresent(id, (key, watched) -> new Watched(watched.since(), watched.processed() + 1));
        }
    }

    private void retire() {
        Instant oldest = clock.instant().minus(MAX_TIME);
        for (Iterator<Map.Entry<String, Watched>> entries = fresh.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<String, Watched> entry = entries.next();
            boolean isProcessed = entry.getValue().processed() >= LOOKUPS_OF_PROCESSED;
            if (isProcessed || entry.getValue().since().isBefore(oldest)) {
                entries.remove();
                watchedBefore.add(entry.getKey());
            }
        }
    }

    private boolean isKnown(String id) {
        return fresh.containsKey(id) || watchedBefore.contains(id);
    }
}
