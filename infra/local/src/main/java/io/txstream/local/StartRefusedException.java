package io.txstream.local;

/** The stack will not start; the message is one line that tells the user why and what to do. */
final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartRefusedException(String message) {
        super(message);
    }
}
