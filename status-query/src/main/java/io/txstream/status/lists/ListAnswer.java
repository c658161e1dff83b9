package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page as JSON.
 *
 * @param next the cursor of the next page; null if this is the last one
 */
record ListAnswer(
        List<TransactionView> transactions, @Nullable String next) {}
