package io.txstream.status.projection;

import java.util.Map;

/** The ids of the topics by name, as the broker had them at startup. A topic that is created again has another id. */
record TopicIds(Map<String, String> ids) {

    TopicIds {
        ids = Map.copyOf(ids);
    }

    /** Returns the id of a topic of the contract. */
    String of(String topic) {
        String id = ids.get(topic);
        if (id == null) {
            throw new IllegalArgumentException("not a topic of the contract: " + topic);
        }
        return id;
    }
}
