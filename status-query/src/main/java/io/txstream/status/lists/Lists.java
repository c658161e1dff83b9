package io.txstream.status.lists;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The lists of the transactions that have been projected so far. */
interface Lists {

    /**
     * Reads the transactions that match a filter and lie after a place. Fails with a {@link ListUnavailableException}
     * if the database does not answer in time, or if the tables may be behind what was shown before (decision 012).
     *
     * @param after null to begin with the newest transaction
     * @param size the most transactions to return, 1 or more
     */
    Mono<Page> page(Filter filter, @Nullable Position after, int size);
}
