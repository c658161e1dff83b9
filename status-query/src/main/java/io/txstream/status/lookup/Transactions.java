package io.txstream.status.lookup;

import reactor.core.publisher.Mono;

/** The transactions that have been projected so far. */
public interface Transactions {

    /**
     * Finds the transaction with the given id. The result is empty if no webhook of the id had been acknowledged when
     * the lookup arrived ({@link NoFalse404}). It fails with {@link UnavailableException} if the database does not
     * answer, if the projection does not catch up in time, or if the tables may be behind what was shown before and
     * the transaction is not PROCESSED in them (decision 012).
     */
    Mono<TransactionView> find(String id);

    /** A lookup failed. The same lookup may succeed later. Has no stack trace, since many lookups may fail at once. */
    final class UnavailableException extends RuntimeException {

        public UnavailableException(Throwable cause) {
            super(cause.toString(), cause, false, false);
        }
    }
}
