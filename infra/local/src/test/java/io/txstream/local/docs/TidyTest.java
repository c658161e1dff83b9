package io.txstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.HttpPaths;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applies {@link TidyRules} to the repository, and shows that each rule can fail. */
class TidyTest {

    private static final String DEFINING_FILE = "HttpPaths.java";

    @Test
    void linesFitTheColumnLimit() throws IOException {
        assertNone(findings(TidyRules::longLines));
    }

    @Test
    void theOldStyleIsGone() throws IOException {
        assertNone(findings(TidyRules::oldWords));
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        assertNone(findings(TidyRules::unfinished));
    }

    @Test
    void everyHttpPathIsSpelledOnce() throws IOException {
        List<String> paths = httpPaths();
        assertNone(findings(file -> TidyRules.spelledPaths(file, paths, DEFINING_FILE)));
    }

    @Test
    void everyPackageIsDescribedInOneSentence() throws IOException {
        assertNone(TidyRules.packages(RepositoryFile.all()));
    }

    @Test
    void theWholeRepositoryIsRead() throws IOException {
        List<String> paths =
                RepositoryFile.all().stream().map(RepositoryFile::path).toList();
        assertThat(paths)
                .contains(
                        "README.md",
                        "pom.xml",
                        "infra/run",
                        ".ci/run",
                        ".ci/containers",
                        "infra/compose/offline-images",
                        ".github/CONTRIBUTING.md",
                        "infra/local/src/main/resources/io/txstream/local/usage.txt",
                        "infra/service-base/src/main/resources/service-defaults.yml",
                        "infra/event-contract/src/main/resources/io/txstream/contract/openapi.yaml",
                        "ingest-gateway/src/main/resources/docs/index.html",
                        "ingest-gateway/src/main/resources/docs/start.js",
                        "status-query/src/main/resources/db/migration/V1__projection.sql",
                        "infra/event-contract/src/main/java/io/txstream/contract/" + DEFINING_FILE)
                .noneMatch(path -> path.contains("/target/") || path.startsWith(".git/"))
                .hasSizeGreaterThan(200);
        assertThat(httpPaths()).contains("/v1/webhooks/transactions", "/v1/transactions/{transaction_id}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/B.java", "a/b.yml", "a/b.yaml", "a/b.properties", "a/b.sql", "pom.xml", "infra/run"})
    void reportsALongLine(String path) {
        assertThat(TidyRules.longLines(file(path, "ok", "x".repeat(121))))
                .containsExactly(path + ":2: 121 columns, at most 120");
        assertThat(TidyRules.longLines(file(path, "x".repeat(120), "😀".repeat(120))))
                .isEmpty();
    }

    @Test
    void prosePagesMayHaveLongLines() {
        assertThat(TidyRules.longLines(file("README.md", "x".repeat(121)))).isEmpty();
    }

    @Test
    void onlyTheCompilerPluginMayHaveALongLine() {
        String options = "x".repeat(121);
        assertThat(TidyRules.longLines(file("pom.xml", "<arg>-Xplugin:" + options)))
                .isEmpty();
        assertThat(TidyRules.longLines(file("pom.xml", "<arg>" + options))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it is stored for" + " good.",
                "Men" + "d it.",
                "he men" + "ded it",
                "it is" + " told",
                "they are" + " told",
                "no" + "body waits",
                "some" + "body waits",
                "who" + "ever asks",
                "it ends by" + " itself",
                "rub" + "bish",
                "a differing twi" + "n",
                "stran" + "gers",
                "made" + " anew",
                "two at the" + " most",
                "where it" + " stands",
                "it is" + " missed",
                "it is looked" + " for",
                "void firstWinsAndTheTwi" + "nIsRejected() {",
                "static final int A_TWI" + "N = 1;",
                "class ForGo" + "od {",
            })
    void reportsAWordOfTheOldStyle(String line) {
        assertThat(TidyRules.oldWords(file("a.md", "", line)))
                .singleElement()
                .asString()
                .startsWith("a.md:2: old style: \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {" * ", "# ", "-- ", "// ", "    ", "<!-- "})
    void reportsAnOldPhraseAcrossTheEndOfALine(String mark) {
        var sample = file("A.java", "first", mark + "it is stored for", mark + "good reasons");
        assertThat(TidyRules.oldWords(sample)).containsExactly("A.java:2: old style: \"for" + " good\"");
    }

    @Test
    void reportsAnOldPhraseAcrossTwoLiterals() {
        var sample = file("A.java", "log(\"it is stored for\"", "        + \" good reasons\");");
        assertThat(TidyRules.oldWords(sample)).containsExactly("A.java:1: old style: \"for" + " good\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recommend an amendment",
                "between",
                "stran" + "gerly",
                "for goodness",
                "at the mostly idle broker",
                "they told us",
                "missed heartbeats",
            })
    void allowsOtherWords(String line) {
        assertThat(TidyRules.oldWords(file("a.md", line))).isEmpty();
    }

    @Test
    void paragraphsAreNotJoined() {
        assertThat(TidyRules.oldWords(file("a.md", "what it is for", "", "good code")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"// TO" + "DO later", "# FIX" + "ME"})
    void reportsUnfinishedWork(String line) {
        assertThat(TidyRules.unfinished(file("A.java", "", line)))
                .singleElement()
                .asString()
                .startsWith("A.java:2: ");
    }

    @Test
    void reportsAPathThatMainCodeSpells() {
        List<String> paths = List.of("/v1/things", "/v1/things/{id}");
        String line = "GET(\"/v1/things/{id}\")";
        assertThat(TidyRules.spelledPaths(file("a/src/main/java/A.java", line), paths, DEFINING_FILE))
                .containsExactly("a/src/main/java/A.java:1: spells /v1/things/{id}, which HttpPaths.java defines");
        assertThat(TidyRules.spelledPaths(file("a/src/main/resources/a.yml", "Path=/v1/things/**"), paths, "B.java"))
                .hasSize(1);
        assertThat(TidyRules.spelledPaths(file("a/src/main/java/HttpPaths.java", line), paths, DEFINING_FILE))
                .isEmpty();
        assertThat(TidyRules.spelledPaths(file("a/src/test/java/A.java", line), paths, DEFINING_FILE))
                .isEmpty();
        assertThat(TidyRules.spelledPaths(file("a/src/main/resources/openapi.yaml", line), paths, DEFINING_FILE))
                .isEmpty();
        assertThat(TidyRules.spelledPaths(file("a/src/main/java/A.java", "see infra/v1/things"), paths, DEFINING_FILE))
                .isEmpty();
    }

    @Test
    void reportsAPackageWithoutADescription() {
        assertThat(TidyRules.packages(List.of(file("m/src/main/java/p/A.java"))))
                .containsExactly("m/src/main/java/p:1: a package needs a package-info.java");
        assertThat(TidyRules.packages(List.of(file("m/src/test/java/p/A.java"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"package p;", "/** One. Two. */", "/** No full stop */", "/** */", "/** One.\n * Two. */"})
    void reportsAPackageThatIsNotDescribedInOneSentence(String text) {
        assertThat(TidyRules.packages(List.of(packageInfo(text)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/** One sentence with io.txstream.local in it. */", "/**\n * Over\n * two lines.\n */"})
    void allowsAPackageThatIsDescribedInOneSentence(String text) {
        assertThat(TidyRules.packages(List.of(packageInfo(text)))).isEmpty();
    }

    private static List<String> findings(Function<RepositoryFile, List<String>> rule) throws IOException {
        return RepositoryFile.all().stream()
                .flatMap(file -> rule.apply(file).stream())
                .toList();
    }

    /** The paths that {@link HttpPaths} defines, except the root, which is a part of every path. */
    private static List<String> httpPaths() {
        return Arrays.stream(HttpPaths.class.getFields())
                .map(TidyTest::value)
                .filter(path -> !path.equals(HttpPaths.ROOT))
                .toList();
    }

    private static String value(java.lang.reflect.Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertNone(Collection<String> findings) {
        assertThat(findings.stream().collect(Collectors.joining("\n"))).isEmpty();
    }

    private static RepositoryFile packageInfo(String text) {
        return file("m/src/main/java/p/package-info.java", text.split("\n"));
    }

    private static RepositoryFile file(String path, String... lines) {
        return new RepositoryFile(path, List.of(lines));
    }
}
