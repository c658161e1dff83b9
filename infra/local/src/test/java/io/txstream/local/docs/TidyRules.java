package io.txstream.local.docs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules for the text of the repository. Each returns its findings as {@code file:line: rule}. */
final class TidyRules {

    static final int MAX_COLUMNS = 120;

    private static final Set<String> LIMITED_EXTENSIONS =
            Set.of("java", "yml", "yaml", "properties", "sql", "xml", "html", "js");

    private static final String OPENAPI_DOCUMENT = "openapi.yaml";

    /** Long lines that cannot be wrapped: javac accepts all options of a plugin only as one argument. */
    private static final List<String> UNBREAKABLE = List.of("<arg>-Xplugin:");

    /** The last letter is in brackets so that these lines do not match themselves. */
    private static final Pattern OLD_WORDS = Pattern.compile(
            Stream.of(
                            "for goo[d]",
                            "men[d](s|ed|ing)?",
                            "(is|are|was|were|be) tol[d]",
                            "(no|some)bod[y]",
                            "whoeve[r]",
                            "by itsel[f]",
                            "rubbis[h]",
                            "twi[n]s?",
                            "strange[r]s?",
                            "made ane[w]",
                            "at the mos[t]",
                            "where it stand[s]",
                            "(is|are) misse[d]",
                            "looked fo[r]")
                    .collect(joining("|", "\\b(?:", ")\\b")),
            Pattern.CASE_INSENSITIVE);

    private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TOD[O]|FIXM[E])\\b");

    /** What surrounds the text of a comment, or of a literal that continues, so that sentences match across lines. */
    private static final Pattern COMMENT_MARK =
            Pattern.compile("^\\s*(?:/?\\*+|//+|#+|--|<!--|\\+\\s*\")?\\s*|\\s*\"(?:\\s*\\+)?$");

    /** Where a name splits into words: {@code twoWords}, {@code TWO_WORDS}. */
    private static final Pattern WORD_BOUNDARY = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|_|\\s+");

    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=\\s|$)");

    private TidyRules() {}

    static List<String> longLines(RepositoryFile file) {
        if (!file.isScript() && !LIMITED_EXTENSIONS.contains(file.extension())) {
            return List.of();
        }
        return IntStream.range(0, file.lines().size())
                .filter(i -> UNBREAKABLE.stream().noneMatch(file.lines().get(i)::contains))
                .filter(i -> columns(file.lines().get(i)) > MAX_COLUMNS)
                .mapToObj(i -> finding(file, i, columns(file.lines().get(i)) + " columns, at most " + MAX_COLUMNS))
                .toList();
    }

    /** Finds the words of the old style: in text, also across line ends, and as parts of names. */
    static List<String> oldWords(RepositoryFile file) {
        var text = new StringBuilder();
        var starts = new TreeMap<Integer, Integer>();
        for (int i = 0; i < file.lines().size(); i++) {
            starts.put(text.length(), i);
            String line = COMMENT_MARK.matcher(file.lines().get(i)).replaceAll("");
            text.append(WORD_BOUNDARY.matcher(line).replaceAll(" ")).append(line.isEmpty() ? '\n' : ' ');
        }
        return OLD_WORDS
                .matcher(text)
                .results()
                .map(match -> finding(
                        file, starts.floorEntry(match.start()).getValue(), "old style: \"" + match.group() + "\""))
                .toList();
    }

    static List<String> unfinished(RepositoryFile file) {
        return IntStream.range(0, file.lines().size())
                .filter(i -> UNFINISHED.matcher(file.lines().get(i)).find())
                .mapToObj(i -> finding(file, i, "unfinished work: do it, or file it"))
                .toList();
    }

    /**
     * Finds HTTP paths that main code spells outside of the file that defines them. The OpenAPI document spells them
     * too, and a test of the contract compares it with that file.
     */
    static List<String> spelledPaths(RepositoryFile file, Collection<String> paths, String definingFile) {
        if (!file.isMain() || file.name().equals(definingFile) || file.name().equals(OPENAPI_DOCUMENT)) {
            return List.of();
        }
        var findings = new ArrayList<String>();
        for (int i = 0; i < file.lines().size(); i++) {
            String line = file.lines().get(i);
            Optional<String> longest =
                    paths.stream().filter(path -> spells(line, path)).max(Comparator.comparingInt(String::length));
            if (longest.isPresent()) {
                findings.add(finding(file, i, "spells " + longest.get() + ", which " + definingFile + " defines"));
            }
        }
        return findings;
    }

    /** A path that continues another one, as that of a file in {@code infra}, is not one of HTTP. */
    private static boolean spells(String line, String path) {
        return line.contains(path)
                && Pattern.compile("(?<![\\w.])" + Pattern.quote(path))
                        .matcher(line)
                        .find();
    }

    /** Finds packages of main code without a {@code package-info.java}, or with one that is not one sentence. */
    static List<String> packages(Collection<RepositoryFile> files) {
        var packages = files.stream()
                .filter(file -> file.isMain() && file.extension().equals("java"))
                .collect(groupingBy(RepositoryFile::directory, TreeMap::new, toList()));
        var findings = new ArrayList<String>();
        packages.forEach((directory, members) -> members.stream()
                .filter(member -> member.name().equals("package-info.java"))
                .findAny()
                .ifPresentOrElse(
                        info -> {
                            if (!isOneSentence(info)) {
                                findings.add(finding(info, 0, "the Javadoc of a package is one sentence"));
                            }
                        },
                        () -> findings.add(directory + ":1: a package needs a package-info.java")));
        return findings;
    }

    private static boolean isOneSentence(RepositoryFile packageInfo) {
        Matcher javadoc = JAVADOC.matcher(String.join("\n", packageInfo.lines()));
        if (!javadoc.find()) {
            return false;
        }
        String text = javadoc.group(1).replaceAll("(?m)^\\s*\\*", "").strip();
        return text.endsWith(".") && SENTENCE_END.matcher(text).results().count() == 1;
    }

    private static int columns(String line) {
        return line.codePointCount(0, line.length());
    }

    private static String finding(RepositoryFile file, int index, String rule) {
        return file.path() + ":" + (index + 1) + ": " + rule;
    }
}
