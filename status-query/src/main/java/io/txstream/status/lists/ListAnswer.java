package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.status.lookup.TransactionDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * A page as JSON.
 *
 * @param transactions the JSON of each
 * @param next the cursor of the next page; null if this is the last one
 */
record ListAnswer(List<RawValue> transactions, @Nullable String next) {

    static ListAnswer of(List<TransactionDocument> transactions, @Nullable String next) {
        return new ListAnswer(
                transactions.stream()
                        .map(document -> new RawValue(new String(document.json(), UTF_8)))
                        .toList(),
                next);
    }
}
