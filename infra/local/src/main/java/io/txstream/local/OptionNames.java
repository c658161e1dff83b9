package io.txstream.local;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the option that a user meant. picocli suggests options with a common prefix only, so none for "--prot". */
final class OptionNames {

    private static final int MAX_EDITS = 2;

    private OptionNames() {}

    /** Returns the name that differs in at most two edits, or else the first one that begins as the argument does. */
    static Optional<String> nearest(String argument, Collection<String> names) {
        String typed = argument.split("=", 2)[0];
        return names.stream()
                .filter(name -> edits(typed, name) <= MAX_EDITS)
                .min(Comparator.comparingInt(name -> edits(typed, name)))
                .or(() -> names.stream()
                        .filter(name -> typed.length() > 2 && name.startsWith(typed))
                        .findFirst());
    }

    /** Returns the Levenshtein distance: how many characters to insert, delete or replace. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
