package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.UtcTimestamp;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values in UTF-8 with a header line (RFC 4180). A null is an empty field, and no value is empty.
 *
 * <p>Values are written as they are. One that a spreadsheet would take for a formula is not changed, since a reader
 * could not restore it (decision 021).
 */
final class CsvFormat implements ExportFormat {

    private static final Pattern SPECIAL = Pattern.compile("[\",\\r\\n]");

    private record Column(String name, Function<TransactionView, @Nullable String> value) {}

    private final List<Column> columns;

    CsvFormat(TransactionDocuments documents) {
        columns = List.of(
                new Column("transaction_id", TransactionView::transactionId),
                new Column("source_account", TransactionView::sourceAccount),
                new Column("destination_account", TransactionView::destinationAccount),
                new Column("amount", TransactionView::amount),
                new Column("currency", TransactionView::currency),
                new Column("status", TransactionView::status),
                new Column("created_at", TransactionView::createdAt),
                new Column("processed_at", TransactionView::processedAt),
                new Column("due_at", transaction -> format(documents.dueAt(transaction))),
                new Column("reason", TransactionView::reason));
    }

    private static @Nullable String format(@Nullable Instant time) {
        return time == null ? null : UtcTimestamp.format(time);
    }

    @Override
    public byte[] head() {
        return line(columns.stream().map(Column::name).toArray(String[]::new));
    }

    @Override
    public void write(TransactionView transaction, ByteArrayOutputStream to) {
        to.writeBytes(line(columns.stream()
                .map(column -> column.value().apply(transaction))
                .toArray(String[]::new)));
    }

    private static byte[] line(@Nullable String... values) {
        return (Arrays.stream(values).map(CsvFormat::field).collect(Collectors.joining(",")) + "\r\n").getBytes(UTF_8);
    }

    private static String field(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return SPECIAL.matcher(value).find() ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
