package io.txstream.embedded.process;

/** A child process did not come up, or not in time. The message says which and why, and ends with the end of its log. */
public final class ProcessFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProcessFailedException(String message) {
        super(message);
    }
}
