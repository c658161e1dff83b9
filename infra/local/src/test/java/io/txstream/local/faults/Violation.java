package io.txstream.local.faults;

import java.time.Instant;

/**
 * A violation of a guarantee.
 *
 * @param guarantee the guarantee's name
 * @param at when it happened, as far as known; {@link Instant#EPOCH} if unknown
 */
record Violation(String guarantee, Instant at, String description) {

    /** Returns the same violation with the context in which it was found. */
    Violation withContext(String context) {
        return new Violation(guarantee, at, description + " (" + context + ")");
    }

    @Override
    public String toString() {
        return guarantee + " at " + at + ": " + description;
    }
}
