package io.txstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time budgets of infra/docs/budgets.md are the effective ones, and keep their rules. */
class BudgetsTest {

    private static final Path PAGE = Path.of("../docs/budgets.md");
    private static final int SOURCE = 2;

    @Test
    void everyValueIsThatOfItsSource() throws IOException {
        Map<String, Duration> documented = new HashMap<>();
        Map<String, Duration> effective = new HashMap<>();
        for (List<String> row : budgets()) {
            String name = MarkdownTable.code(row.get(0)).get(0);
            documented.put(name, Budget.parse(row.get(1)));
            effective.put(name, BudgetSources.read(row.get(SOURCE), MarkdownTable.code(row.get(SOURCE))));
        }
        assertThat(documented).hasSizeGreaterThan(20).isEqualTo(effective);
    }

    @Test
    void everyRuleHolds() throws IOException {
        Map<String, Duration> values = values();
        assertThat(rules()).hasSizeGreaterThan(10).allMatch(rule -> Budget.holds(rule, values));
    }

    @Test
    void everyBudgetHasARule() throws IOException {
        String rules = String.join("\n", rules());
        assertThat(values().keySet()).allSatisfy(name -> assertThat(rules).containsPattern("\\b" + name + "\\b"));
    }

    @Test
    void aBrokenRuleIsSeen() {
        Map<String, Duration> values =
                Map.of("a", Duration.ofMillis(100), "b", Duration.ofSeconds(1), "c", Duration.ofMillis(1300));

        assertThat(Budget.holds("3 * a + b <= c", values)).isTrue();
        assertThat(Budget.holds("3 * a + b < c", values)).isFalse();
        assertThat(Budget.holds("c < b", values)).isFalse();
        assertThatThrownBy(() -> Budget.holds("a < d", values)).hasMessage("no budget is named 'd'");
        assertThatThrownBy(() -> Budget.holds("a", values)).hasMessage("'a' is not a rule");
    }

    private static Map<String, Duration> values() throws IOException {
        Map<String, Duration> values = new HashMap<>();
        budgets().forEach(row -> values.put(MarkdownTable.code(row.get(0)).get(0), Budget.parse(row.get(1))));
        return values;
    }

    private static List<List<String>> budgets() throws IOException {
        return rows().stream()
                .filter(row -> row.size() == 3 && MarkdownTable.isCode(row.get(0)))
                .toList();
    }

    private static List<String> rules() throws IOException {
        return rows().stream()
                .filter(row -> row.size() == 2 && MarkdownTable.isCode(row.get(0)))
                .map(row -> MarkdownTable.code(row.get(0)).get(0))
                .toList();
    }

    private static List<List<String>> rows() throws IOException {
        return MarkdownTable.rows(Files.readAllLines(PAGE));
    }
}
