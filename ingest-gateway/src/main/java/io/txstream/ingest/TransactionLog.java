package io.txstream.ingest;

import reactor.core.publisher.Mono;

/** Where accepted transactions are kept for good. */
interface TransactionLog {

    /**
     * Appends a transaction; never blocks. Completes once every in-sync replica has it ({@code DurableAck}). Fails with
     * {@link UnavailableException} when that cannot be said in time: the transaction may be there later all the same, so
     * its sender should send it again, which changes nothing if it is.
     */
    Mono<Void> append(String transactionId, byte[] body);

    /** The log cannot take a transaction now, or cannot say in time that it has. */
    final class UnavailableException extends RuntimeException {

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }

        UnavailableException(String message) {
            super(message);
        }
    }
}
