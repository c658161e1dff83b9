package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Seen;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps an eye on some acknowledged transactions at a time, through all instances in turn, until each is through. */
final class Watcher {
    private static final int WATCHED = 30;
    private static final int LOOKS_AT_PROCESSED = 3;

    private final History history;
    private final Lookups lookups;
    private final Supplier<List<String>> instances;
    private final SplittableRandom random;
    private final @Nullable String[] ids = new String[WATCHED];
    private final int[] seenProcessed = new int[WATCHED];

    Watcher(History history, Supplier<List<String>> instances, SplittableRandom random) {
        this.history = history;
        this.lookups = new Lookups(history);
        this.instances = instances;
        this.random = random;
    }

    void look() {
        int slot = random.nextInt(WATCHED);
        String id = ids[slot];
        if (id == null) {
            ids[slot] = history.acknowledgedId();
            seenProcessed[slot] = 0;
            return;
        }
        List<String> urls = instances.get();
        Seen seen = lookups.look(urls.get(random.nextInt(urls.size())), id);
        if (seen == Seen.PROCESSED) {
            seenProcessed[slot]++;
        }
        if (seenProcessed[slot] == LOOKS_AT_PROCESSED || id.startsWith("bad-")) {
            ids[slot] = null;
        }
    }
}
