package io.txstream.local.docs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows of the tables of a Markdown page. */
public final class MarkdownTable {

    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private MarkdownTable() {}

    /** Returns the cells of every table row, without its header's separator. A cell keeps its Markdown. */
    public static List<List<String>> rows(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("|") && !line.matches("[-|: ]+"))
                .map(line -> line.replaceAll("^\\||\\|$", ""))
                .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
    }

    /** Returns the contents of every code span of a cell. */
    public static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    /** Returns whether a cell is one code span and nothing else. */
    static boolean isCode(String cell) {
        Matcher span = CODE.matcher(cell);
        return span.matches();
    }
}
