package io.txstream.local.faults;

import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Transaction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was processed under an id is the first valid record of that id, field by field, with its time and place. */
final class FirstWins implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, Log.Received> firsts = evidence.log().firsts();
        return evidence.log().processed().stream()
                .filter(record ->
                        !isOf(record, firsts.get(record.event().transaction().id())))
                .map(record -> violation(
                        record.processedAt(),
                        record.event() + " is not the first of its id: "
                                + firsts.get(record.event().transaction().id())))
                .toList();
    }

    private static boolean isOf(Log.Processed record, Log.@Nullable Received first) {
        if (first == null || !(first.reading() instanceof ReceivedRecord.Valid accepted)) {
            return false;
        }
        Transaction transaction = accepted.transaction();
        return record.event().received().equals(first.position())
                && record.event().createdAt().equals(first.appendedAt())
                && record.event().transaction().equals(transaction)
                && record.message().keyText().equals(transaction.id())
                && record.position().partition() == first.position().partition();
    }
}
