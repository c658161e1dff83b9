package io.txstream.local.faults;

import java.time.Instant;

/**
 * A promise that was not kept.
 *
 * @param guarantee the promise's name
 * @param at when it was broken, as far as that can be said
 */
record Violation(String guarantee, Instant at, String what) {

    /** The same, with where it was seen. */
    Violation of(String where) {
        return new Violation(guarantee, at, what + " (" + where + ")");
    }

    @Override
    public String toString() {
        return guarantee + " at " + at + ": " + what;
    }
}
