package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param next the place after which the next part begins: that of the last transaction; null if there are no more
 */
record Page(List<TransactionView> transactions, @Nullable Position next) {

    Page {
        transactions = List.copyOf(transactions);
    }
}
