package io.txstream.local.faults;

import io.txstream.testsupport.TopicReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Shows that a run with tiny segments was what it claims to be: ids expired, changelogs were compacted, and tombstones
 * were cleaned. Otherwise it has tested nothing more than the other profile.
 */
final class Expiry {

    private static final String GUARANTEE = "Expiry";
    private static final String DUE_CHANGELOG = "processor-stream-due-changelog";

    private final List<Changelog> changelogs;
    private final int expired;
    private final int processed;

    /**
     * What is left of a changelog topic.
     *
     * @param offsets offsets given to records and transaction markers so far
     * @param deleted offsets before the start of the log
     * @param records records that are left
     */
    record Changelog(String topic, long offsets, long deleted, long records) {
        @Override
        public String toString() {
            return "%s: %d records are left of %d offsets, %d were deleted from the start"
                    .formatted(topic, records, offsets, deleted);
        }
    }

    /**
     * Creates the judge of what is left.
     *
     * @param expired transactions that were sent again after the dedupe window
     * @param processed processed events
     */
    Expiry(List<Changelog> changelogs, int expired, int processed) {
        this.changelogs = List.copyOf(changelogs);
        this.expired = expired;
        this.processed = processed;
    }

    static Expiry of(FaultStack stack, Evidence evidence) {
        List<Changelog> changelogs = stack.brokers().topics().stream()
                .filter(topic -> topic.endsWith("-changelog"))
                .sorted(Comparator.naturalOrder())
                .map(topic -> changelog(stack, topic))
                .toList();
        return new Expiry(
                changelogs,
                evidence.decisions().expired(),
                evidence.log().processed().size());
    }

    private static Changelog changelog(FaultStack stack, String topic) {
        List<TopicPartition> partitions = stack.brokers().partitions(topic);
        long starts = stack.brokers().offsets(partitions, OffsetSpec.earliest());
        long ends = stack.brokers().offsets(partitions, OffsetSpec.latest());
        long records = new TopicReader(stack.bootstrapServers()).readAll(topic).size();
        return new Changelog(topic, ends, starts, records);
    }

    /**
     * Returns a violation if no id was processed again after the window, or if the store of pending transactions still
     * has a record in its changelog for every processed one. Without cleaning it has two: a put and a tombstone.
     */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        if (expired == 0) {
            violations.add(violation("no id was sent again after the dedupe window"));
        }
        List<Changelog> due = changelogs.stream()
                .filter(changelog -> changelog.topic().equals(DUE_CHANGELOG))
                .toList();
        if (due.isEmpty()) {
            violations.add(violation(DUE_CHANGELOG + " does not exist"));
        }
        due.stream()
                .filter(changelog -> changelog.records() >= processed)
                .forEach(changelog -> violations.add(violation("not compacted: " + changelog)));
        return violations;
    }

    private static Violation violation(String description) {
        return new Violation(GUARANTEE, Instant.EPOCH, description);
    }

    /** Says in a few lines what expired. */
    String summary() {
        return "transactions sent again after the window: " + expired + System.lineSeparator()
                + changelogs.stream().map(Changelog::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
