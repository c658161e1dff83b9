package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promise: the first valid record of an id, by offset, is the transaction. Every processed event matches such a record
 * in its fields, key, partition, append time and position.
 *
 * <p>{@link NothingLost} checks that conflicting duplicates are rejected and identical ones are dropped. No check sees
 * whether dropped duplicates are counted in the metrics.
 */
final class FirstWins implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Decisions decisions = evidence.decisions();
        Map<Position, Log.Received> firsts = new HashMap<>();
        evidence.log().received().stream()
                .filter(record -> decisions.about(record.position()) == Decisions.Kind.FIRST)
                .forEach(record -> firsts.put(record.position(), record));
        return evidence.log().processed().stream()
                .filter(record -> !isOf(record, firsts.get(record.event().received())))
                .map(record ->
                        violation(record.processedAt(), record.event() + " does not match the first record of its id"))
                .toList();
    }

    private static boolean isOf(Log.Processed record, Log.@Nullable Received first) {
        if (first == null || !(first.kind() instanceof ReceivedRecord.Valid valid)) {
            return false;
        }
        Transaction transaction = valid.transaction();
        return record.event().createdAt().equals(first.appendedAt())
                && record.event().transaction().equals(transaction)
                && record.message().keyText().equals(transaction.id())
                && record.position().partition() == first.position().partition();
    }
}
