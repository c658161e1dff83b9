package io.txstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links between pages lead to files that exist; the index of the decisions and the map of the code are complete. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern EXTERNAL = Pattern.compile("^[a-z]+:.*");
    private static final Pattern PACKAGE = Pattern.compile(".*/main/.*/txstream/\\w+/(\\w+)/package-info.java");
    private static final Pattern DECISION = Pattern.compile("infra/decisions/((\\d{3})-.*\\.md)");

    private static final Pattern DECISION_FORM = Pattern.compile("""
            # (\\d{3}) (.+)

            Date: \\d{4}-\\d{2}-\\d{2}
            Status: (accepted(?:, amended by \\d{3})?|superseded by \\d{3})

            ## Situation
            .*
            ## Decision
            .*
            ## Consequences
            .*
            ## Rejected alternatives
            .*""", Pattern.DOTALL);

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = RepositoryFile.all().stream()
                .filter(file -> file.extension().equals("md"))
                .flatMap(page -> brokenLinks(page, DocumentsTest::exists).stream())
                .toList();
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionHasTheFormAndIsInTheIndex() throws IOException {
        List<RepositoryFile> decisions = RepositoryFile.all().stream()
                .filter(file -> DECISION.matcher(file.path()).matches())
                .toList();
        List<String> index = Files.readAllLines(RepositoryFile.ROOT.resolve("infra/decisions/README.md"));
        assertThat(index.stream().filter(line -> line.startsWith("| [")).toList())
                .containsExactlyElementsOf(
                        decisions.stream().map(DocumentsTest::indexRow).toList());
        assertThat(decisions).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void theMapOfTheCodeNamesEveryPackage() throws IOException {
        String map = Files.readString(RepositoryFile.ROOT.resolve("infra/docs/code.md"));
        List<String> packages = RepositoryFile.all().stream()
                .map(file -> PACKAGE.matcher(file.path()))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .toList();
        assertThat(packages)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(map).containsPattern("`" + name + "[`/]"));
    }

    @Test
    void reportsABrokenLink() {
        var page = new RepositoryFile(
                "a/b/page.md",
                List.of(
                        "[up](../c.md) and [down](d/e.md#part)",
                        "[here](#part), [web](https://example.com/x), [root](../../README.md \"title\")"));
        assertThat(brokenLinks(page, path -> false))
                .containsExactly("a/b/page.md:1: a/c.md", "a/b/page.md:1: a/b/d/e.md", "a/b/page.md:2: README.md");
        assertThat(brokenLinks(page, path -> true)).isEmpty();
    }

    @Test
    void buildsTheRowOfADecision() {
        assertThat(indexRow(decision("# 010 A `title`", "Status: superseded by 012")))
                .isEqualTo("| [010](010-title.md) | A `title` | superseded by 012 |");
        assertThat(indexRow(decision("# 010 A `title`", "Status: accepted, amended by 012")))
                .isEqualTo("| [010](010-title.md) | A `title` | accepted, amended by 012 |");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# 011 Other number", "A title", "# 10 Title"})
    void reportsADecisionWithoutItsTitle(String title) {
        assertThat(indexRow(decision(title, "Status: accepted"))).contains("does not have the form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Status: maybe", "", "Status: accepted yesterday", "Status: accepted, amended"})
    void reportsADecisionWithoutItsStatus(String status) {
        assertThat(indexRow(decision("# 010 Title", status))).contains("does not have the form");
    }

    /** Returns the targets that do not exist, relative to the root of the repository. */
    private static List<String> brokenLinks(RepositoryFile page, Predicate<String> exists) {
        var broken = new ArrayList<String>();
        for (int i = 0; i < page.lines().size(); i++) {
            String place = page.path() + ":" + (i + 1) + ": ";
            LINK.matcher(page.lines().get(i))
                    .results()
                    .map(match -> match.group(1))
                    .filter(target -> !EXTERNAL.matcher(target).matches())
                    .map(target -> Path.of(page.directory(), target)
                            .normalize()
                            .toString()
                            .replace('\\', '/'))
                    .filter(exists.negate())
                    .forEach(target -> broken.add(place + target));
        }
        return broken;
    }

    private static boolean exists(String path) {
        return Files.exists(RepositoryFile.ROOT.resolve(path));
    }

    /** Returns the row of the index for a decision, or what is wrong with the decision. */
    private static String indexRow(RepositoryFile decision) {
        Matcher name = DECISION.matcher(decision.path());
        Matcher form = DECISION_FORM.matcher(String.join("\n", decision.lines()));
        if (!name.matches() || !form.matches() || !form.group(1).equals(name.group(2))) {
            return decision.path() + " does not have the form of a decision";
        }
        return "| [%s](%s) | %s | %s |".formatted(name.group(2), name.group(1), form.group(2), form.group(3));
    }

    private static RepositoryFile decision(String title, String status) {
        return new RepositoryFile(
                "infra/decisions/010-title.md",
                List.of(
                        title,
                        "",
                        "Date: 2026-01-31",
                        status,
                        "",
                        "## Situation",
                        "One.",
                        "## Decision",
                        "Two.",
                        "## Consequences",
                        "Three.",
                        "## Rejected alternatives",
                        "Four."));
    }
}
