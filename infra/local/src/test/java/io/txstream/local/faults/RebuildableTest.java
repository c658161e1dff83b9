package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.garbage;
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
    private final HistoryBuilder story = new HistoryBuilder();

    @BeforeEach
    void tell() {
        story.pass(transaction("a", "1"));
        story.append(transaction("b", "1"));
        story.reject(story.append(garbage("b")), RejectionReason.MALFORMED_JSON);
        story.reject(story.append(garbage("c")), RejectionReason.MALFORMED_JSON);
    }

    @Test
    void expectsTheHighestStatusOfEachId() {
        Map<String, String> statuses = LogFold.of(story.evidence().log()).values().stream()
                .collect(Collectors.toMap(TableRow::id, TableRow::status));
        assertThat(statuses).isEqualTo(Map.of("a", "PROCESSED", "b", "PROCESSING", "c", "REJECTED"));
    }

    @Test
    void expectsNoRowOfAConflictAlone() {
        Log.Received record = story.append(transaction("d", "1"));
        story.reject(record, RejectionReason.CONFLICTING_DUPLICATE);
        assertThat(LogFold.of(story.evidence().log()).get("d"))
                .extracting(row -> row.status())
                .isEqualTo("PROCESSING");
    }

    @Test
    void findsARowTooFew() {
        story.tamper(rows -> rows.subList(1, 3));
        assertThat(violations()).singleElement().asString().contains("a row too few");
    }

    @Test
    void findsARowTooMany() {
        story.tamper(rows -> Stream.concat(rows.stream(), Stream.of(renamed(rows.get(0), "x")))
                .toList());
        assertThat(violations()).singleElement().asString().contains("a row too many");
    }

    @Test
    void findsARowThatDiffers() {
        story.tamper(rows -> rows.stream().map(RebuildableTest::moved).toList());
        assertThat(violations()).hasSize(3);
    }

    private static TableRow renamed(TableRow row, String id) {
        return new TableRow(id, row.status(), row.transaction(), row.times(), row.received(), row.reason());
    }

    private static TableRow moved(TableRow row) {
        var elsewhere = new Position(row.received().partition(), row.received().offset() + 1);
        return new TableRow(row.id(), row.status(), row.transaction(), row.times(), elsewhere, row.reason());
    }

    private List<Violation> violations() {
        return story.judgedBy(new Rebuildable());
    }
}
