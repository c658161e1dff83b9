package io.txstream.service;

import io.txstream.contract.topics.DescribedTopic;
import java.util.List;

/** The result of one attempt to describe the topics. */
sealed interface TopicsAnswer {

    /** All topics exist. */
    record Found(List<DescribedTopic> topics) implements TopicsAnswer {

        public Found {
            topics = List.copyOf(topics);
        }
    }

    /**
     * The broker does not answer or topics are missing. Another attempt may succeed.
     *
     * @param problem what is missing, with the address that was tried
     * @param remedy what an operator can do about it
     */
    record NotYet(String problem, String remedy) implements TopicsAnswer {}
}
