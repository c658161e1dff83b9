package io.txstream.ingest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a lookup can take. The gateway guesses it from the request, and allows the longest time. Whatever the guess
 * was, an answer that comes in parts makes its lookup {@link #IN_PARTS}: status-query chooses the type of the answer.
 */
enum LookupKind {
    /** One transaction, answered at once. */
    PLAIN(false, LookupTimeouts.HEAD, LookupTimeouts.HEAD),
    /** A page of a list, or a history. */
    LIST(false, LookupTimeouts.LIST_HEAD, LookupTimeouts.LIST_HEAD),
    /** One transaction, answered when it is final. */
    WAIT(true, LookupTimeouts.WAIT_HEAD, LookupTimeouts.HEAD),
    /** Events, an export or a long page, of any length, and taken as slowly as the caller likes. */
    IN_PARTS(true, LookupTimeouts.LIST_HEAD, LookupTimeouts.SILENCE);

    private static final CharSequence PREFER = "Prefer";

    private final boolean isHeld;
    private final Duration head;
    private final Duration silence;

    LookupKind(boolean isHeld, Duration head, Duration silence) {
        this.isHeld = isHeld;
        this.head = head;
        this.silence = silence;
    }

    static LookupKind of(LookupTarget target, HttpHeaders headers) {
        if (target.isChanges() || names(headers, HttpHeaderNames.ACCEPT, "text/event-stream")) {
            return IN_PARTS;
        }
        if (target.isOne()) {
            return target.hasQuery() || names(headers, PREFER, "wait") ? WAIT : PLAIN;
        }
        boolean isExport = names(headers, HttpHeaderNames.ACCEPT, "text/csv")
                || names(headers, HttpHeaderNames.ACCEPT, "application/x-ndjson");
        return isExport ? IN_PARTS : LIST;
    }

    private static boolean names(HttpHeaders headers, CharSequence field, String word) {
        String first = headers.get(field);
        return first != null
                && headers.getAll(field).stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(word));
    }

    /** Whether it keeps its connections for long, so that it has a place among those that do. */
    boolean isHeld() {
        return isHeld;
    }

    /** Returns the time for the head of the answer. */
    Duration head() {
        return head;
    }

    /** Returns the time between two parts of the answer. */
    Duration silence() {
        return silence;
    }
}
