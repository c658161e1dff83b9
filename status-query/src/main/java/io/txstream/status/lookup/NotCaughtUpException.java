package io.txstream.status.lookup;

/** The tables do not decide a lookup yet. Has no stack trace, since many lookups fail at once. */
final class NotCaughtUpException extends RuntimeException {

    NotCaughtUpException() {
        super("the projection has not caught up", null, false, false);
    }
}
