package io.txstream.processor.start;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The changelog topics of the state, as Kafka Streams names them.
 *
 * @param group the application id, which is also the consumer group
 * @param progressStore the store with the progress records, which refer to the other stores
 * @param dueStore the store with the pending transactions
 * @param retentions how long each store keeps entries, by its name; zero if it does not expire any
 */
public record StateTopics(String group, String progressStore, String dueStore, Map<String, Duration> retentions) {

    public StateTopics {
        retentions = Map.copyOf(retentions);
    }

    /** Returns how long the store of each changelog keeps entries. */
    public Map<String, Duration> changelogs() {
        var changelogs = new HashMap<String, Duration>();
        retentions.forEach((store, retention) -> changelogs.put(changelog(store), retention));
        return changelogs;
    }

    String progress() {
        return changelog(progressStore);
    }

    String due() {
        return changelog(dueStore);
    }

    private String changelog(String store) {
        return group + "-" + store + "-changelog";
    }
}
