package io.txstream.local.faults;

/** The system did not work again in time, or a process of it ended though nobody told it to. */
final class NotRecoveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRecoveredException(String what, Throwable cause) {
        super(what, cause);
    }
}
