package io.txstream.processor.start;

import java.util.List;

/**
 * The changelog topics of the state, as Kafka Streams names them.
 *
 * @param group the application id, which is also the consumer group
 * @param progressStore the store with the progress records
 * @param otherStores the stores that the progress refers to
 */
public record StateTopics(String group, String progressStore, List<String> otherStores) {

    public StateTopics {
        otherStores = List.copyOf(otherStores);
    }

    String progress() {
        return changelog(progressStore);
    }

    List<String> others() {
        return otherStores.stream().map(this::changelog).toList();
    }

    private String changelog(String store) {
        return group + "-" + store + "-changelog";
    }
}
