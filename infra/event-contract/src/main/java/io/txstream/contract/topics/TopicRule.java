package io.txstream.contract.topics;

import java.util.function.Predicate;

/**
 * A setting that every topic must have.
 *
 * @param setting the topic setting, such as {@code cleanup.policy}
 * @param accepts whether a value is allowed; empty text stands for a missing value
 * @param expected the allowed values in words
 * @param reason why no other value is allowed
 */
record TopicRule(String setting, Predicate<String> accepts, String expected, String reason) {

    boolean isBrokenBy(DescribedTopic topic) {
        return !accepts.test(topic.settings().getOrDefault(setting, ""));
    }
}
