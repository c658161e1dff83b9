package io.txstream.processor.progress;

/**
 * Thrown when the received log is not the one that the state was built from. The stream must stop: another attempt
 * would read the same log, and the check at the next start names the way out.
 */
public final class LogChangedException extends RuntimeException {

    LogChangedException(String message) {
        super(message);
    }
}
