package io.txstream.local.faults;

/** The system did not recover in time, or one of its processes ended unexpectedly. */
final class NotRecoveredException extends RuntimeException {

    NotRecoveredException(String message) {
        super(message);
    }

    NotRecoveredException(String message, Throwable cause) {
        super(message, cause);
    }
}
