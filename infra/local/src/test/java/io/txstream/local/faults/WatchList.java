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
import org.jspecify.annotations.Nullable;

/**
 * The transactions that {@link Watchers} look up. There are three kinds:
 *
 * <ul>
 *   <li>recent: one of those acknowledged every other second, until it has been PROCESSED for a minute. Through that
 *       minute, a database that goes back by seconds loses a status that lookups have shown
 *   <li>pinned: some of these, until the end of the run
 *   <li>old: a random one that was recent before
 * </ul>
 *
 * <p>Thread-safe.
 */
final class WatchList {

    private static final int PINNED = 3;
    /** How often a transaction is added, and about how often each is looked up. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Duration TIME_AS_PROCESSED = Duration.ofMinutes(1);

    /** For a transaction that is not processed, such as one behind a long fault or a rejected one. */
    private static final Duration MAX_TIME = Duration.ofMinutes(2);

    private final History history;
    private final SplittableRandom random;
    private final Clock clock;
    private final Map<String, Watched> recent = new LinkedHashMap<>();
    private final List<String> watchedBefore = new ArrayList<>();
    private Instant nextAt = Instant.MIN;

    /** Since when a transaction is watched, and when a lookup first showed it as PROCESSED. */
    private record Watched(Instant since, @Nullable Instant processedAt) {

        boolean isOver(Instant now) {
            return processedAt == null
                    ? now.isAfter(since.plus(MAX_TIME))
                    : now.isAfter(processedAt.plus(TIME_AS_PROCESSED));
        }
    }

    WatchList(History history, SplittableRandom random, Clock clock) {
        this.history = history;
        this.random = random;
        this.clock = clock;
    }

    /** Returns the ids to look up now, each once. */
    synchronized List<String> ids() {
        Instant now = clock.instant();
        retire(now);
        String latest = history.latestAcknowledgedId();
        if (latest != null && !now.isBefore(nextAt) && !isKnown(latest)) {
            recent.put(latest, new Watched(now, null));
            nextAt = now.plus(INTERVAL);
        }
        Stream<String> pinned = watchedBefore.stream().limit(PINNED);
        Stream<String> old = watchedBefore.isEmpty()
                ? Stream.empty()
                : Stream.of(watchedBefore.get(random.nextInt(watchedBefore.size())));
        return Stream.of(recent.keySet().stream(), pinned, old)
                .flatMap(ids -> ids)
                .distinct()
                .toList();
    }

    /** Adds what a lookup has shown. */
    synchronized void saw(String id, Status status) {
        if (status == Status.PROCESSED) {
            recent.computeIfPresent(
                    id,
                    (key, watched) ->
                            watched.processedAt() == null ? new Watched(watched.since(), clock.instant()) : watched);
        }
    }

    private void retire(Instant now) {
        for (Iterator<Map.Entry<String, Watched>> entries = recent.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<String, Watched> entry = entries.next();
            if (entry.getValue().isOver(now)) {
                entries.remove();
                watchedBefore.add(entry.getKey());
            }
        }
    }

    private boolean isKnown(String id) {
        return recent.containsKey(id) || watchedBefore.contains(id);
    }
}
