package io.txstream.status.lists;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.TransactionViewReader;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link ListStatement}.
 *
 * @param view the transaction; null in the only row of an empty list
 * @param createdAt exact, unlike the one of the view; null with it
 * @param projected the progress of the tables in the snapshot of the statement; set in the first row only
 */
record ListedRow(@Nullable TransactionView view, @Nullable OffsetDateTime createdAt, ProjectedOffsets projected) {

    static ListedRow read(Readable row) {
        boolean exists = row.get("transaction_id", String.class) != null;
        return new ListedRow(
                exists ? TransactionViewReader.read(row) : null,
                row.get("created_at", OffsetDateTime.class),
                ProjectedOffsets.read(row));
    }

    /** Returns the page that the rows are, of which there can be one more than its size. */
    static Page page(List<ListedRow> rows, int size) {
        List<TransactionView> views = rows.stream()
                .limit(size)
                .filter(row -> row.view != null)
                .map(row -> requireNonNull(row.view))
                .toList();
        return new Page(views, rows.size() > size ? rows.get(size - 1).position() : null);
    }

    private Position position() {
        return new Position(
                requireNonNull(createdAt).toInstant(), requireNonNull(view).transactionId());
    }
}
