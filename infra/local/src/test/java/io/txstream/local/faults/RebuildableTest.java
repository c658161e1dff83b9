package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.malformed;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebuildableTest {

    private final HistoryBuilder history = new HistoryBuilder();

    @BeforeEach
    void fillHistory() {
        history.appendAndProcess(transaction("a", "1"));
        history.append(transaction("b", "1"));
        history.reject(history.append(malformed("b")), RejectionReason.MALFORMED_JSON);
        history.reject(history.append(malformed("c")), RejectionReason.MALFORMED_JSON);
    }

    @Test
    void expectsTheHighestStatusOfEachId() {
        Map<String, String> statuses = LogFold.of(history.evidence().log()).values().stream()
                .collect(Collectors.toMap(TableRow::id, TableRow::status));
        assertThat(statuses).isEqualTo(Map.of("a", "PROCESSED", "b", "PROCESSING", "c", "REJECTED"));
    }

    @Test
    void ignoresTheRejectionOfAConflictingDuplicate() {
        Log.Received record = history.append(transaction("d", "1"));
        history.reject(record, RejectionReason.CONFLICTING_DUPLICATE);
        assertThat(LogFold.of(history.evidence().log()).get("d"))
                .extracting(row -> row.status())
                .isEqualTo("PROCESSING");
    }

    @Test
    void reportsAMissingRow() {
        history.changeRows(rows -> rows.subList(1, 3));
        assertThat(violations()).singleElement().asString().contains("missing row");
    }

    @Test
    void reportsAnUnexpectedRow() {
        history.changeRows(rows -> Stream.concat(rows.stream(), Stream.of(withId(rows.get(0), "x")))
                .toList());
        assertThat(violations()).singleElement().asString().contains("unexpected row");
    }

    @Test
    void reportsAWrongRow() {
        history.changeRows(
                rows -> rows.stream().map(RebuildableTest::withNextOffset).toList());
        assertThat(violations()).hasSize(3);
    }

    private static TableRow withId(TableRow row, String id) {
        return new TableRow(id, row.status(), row.transaction(), row.times(), row.received(), row.reason());
    }

    private static TableRow withNextOffset(TableRow row) {
        var elsewhere = new Position(row.received().partition(), row.received().offset() + 1);
        return new TableRow(row.id(), row.status(), row.transaction(), row.times(), elsewhere, row.reason());
    }

    private List<Violation> violations() {
        return history.violationsOf(new Rebuildable());
    }
}
