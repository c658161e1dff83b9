package io.txstream.ingest;

import reactor.core.publisher.Mono;

/** The durable log of accepted transactions. */
interface TransactionLog {

    /**
     * Appends a transaction without blocking. Completes after every in-sync replica has stored it ({@code DurableAck}).
     *
     * <p>Fails with {@link UnavailableException} if that is not confirmed in time. The log may still store the
     * transaction later. The sender should send it again, which is safe because duplicates are dropped.
     *
     * @param reservation the heap that the body uses; the log holds it until it no longer needs the bytes
     */
    Mono<Void> append(String transactionId, byte[] body, Reservation reservation);

    /**
     * The log does not accept the transaction now, or does not confirm in time that it is stored. Has no stack trace,
     * since one is thrown for each webhook while Kafka is away.
     */
    final class UnavailableException extends RuntimeException {

        UnavailableException(String message, Throwable cause) {
            super(message, cause, false, false);
        }

        UnavailableException(String message) {
            super(message, null, false, false);
        }
    }
}
