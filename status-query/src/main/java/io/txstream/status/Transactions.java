package io.txstream.status;

import reactor.core.publisher.Mono;

/** The transactions as far as they are known. */
interface Transactions {

    /**
     * The transaction of an id; empty where none is known. Fails with {@link UnavailableException} where that cannot be
     * said now.
     */
    Mono<TransactionView> find(String id);

    /** The answer is not to be had now. */
    final class UnavailableException extends RuntimeException {
        UnavailableException(Throwable cause) {
            super(cause);
        }
    }
}
