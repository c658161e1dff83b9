package io.txstream.embedded.process;

/** A child process that failed, or was not ready in time. The message names process and reason, and quotes its log. */
public final class ProcessFailedException extends RuntimeException {

    ProcessFailedException(String message) {
        super(message);
    }
}
