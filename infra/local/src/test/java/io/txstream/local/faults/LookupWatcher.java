package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a sample of the acknowledged transactions repeatedly, through random instances. A transaction leaves the
 * sample after three lookups have shown it as processed. Not thread-safe.
 */
final class LookupWatcher {

    private static final int SAMPLE_SIZE = 30;
    private static final int LOOKUPS_OF_PROCESSED = 3;

    private final History history;
    private final LookupClient lookups;
    private final Supplier<List<String>> instances;
    private final SplittableRandom random;
    private final @Nullable String[] ids = new String[SAMPLE_SIZE];
    private final int[] processedCounts = new int[SAMPLE_SIZE];

    /** @param instances returns the base URLs of all instances that run at the moment */
    LookupWatcher(History history, Supplier<List<String>> instances, SplittableRandom random) {
        this.history = history;
        this.lookups = new LookupClient(history);
        this.instances = instances;
        this.random = random;
    }

    /** Looks up a random transaction of the sample, or fills its slot if that is empty. */
    void lookUpOne() {
        int slot = random.nextInt(SAMPLE_SIZE);
        String id = ids[slot];
        if (id == null) {
            ids[slot] = history.nextAcknowledgedId();
            processedCounts[slot] = 0;
            return;
        }
        List<String> urls = instances.get();
        Status status = lookups.lookUp(urls.get(random.nextInt(urls.size())), id);
        if (status == Status.PROCESSED) {
            processedCounts[slot]++;
        }
        if (processedCounts[slot] == LOOKUPS_OF_PROCESSED || InvalidRecords.isInvalidId(id)) {
            ids[slot] = null;
        }
    }
}
