package io.txstream.status.waiting;

import java.util.List;

/**
 * A batch of the projection.
 *
 * @param number its number, as it was announced
 * @param ids the transactions whose rows it has changed, in an order that does not change
 */
public record ChangedBatch(long number, List<String> ids) {

    public ChangedBatch {
        ids = List.copyOf(ids);
    }
}
