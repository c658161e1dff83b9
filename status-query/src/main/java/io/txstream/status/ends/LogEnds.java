package io.txstream.status.ends;

import reactor.core.publisher.Mono;

/** The ends of the partitions of {@code transactions.received}. Any thread may call it. */
public interface LogEnds {

    /**
     * Reads an offset that is greater than that of every record that was acknowledged before the subscription.
     * Transaction markers and records of open transactions count too. Concurrent calls share their reads.
     *
     * <p>Without enough answers it does not complete, so callers need a timeout.
     *
     * @param partition 0 or more
     */
    Mono<Long> coverAcknowledged(int partition);
}
