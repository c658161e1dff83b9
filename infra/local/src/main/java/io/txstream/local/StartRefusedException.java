package io.txstream.local;

/** A stack that cannot be started. The message is one line that gives the user the reason and the remedy. */
final class StartRefusedException extends RuntimeException {

    StartRefusedException(String message) {
        super(message);
    }
}
