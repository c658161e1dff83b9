package io.txstream.contract;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes and reads the value of a record on {@link Topics#PROCESSED}: one JSON object, its fields always in the same
 * order, the amount without an exponent. A golden file in the tests holds the bytes. A change of them needs a new
 * {@link #VERSION}.
 */
public final class ProcessedJson {

    /** The value of the field {@code version}. Readers return null for any other one. */
    static final int VERSION = 1;

    private static final String VERSION_FIELD = "version";
    private static final String CREATED_AT = "created_at";
    private static final String DUE_AT = "due_at";
    private static final String RECEIVED_PARTITION = "received_partition";
    private static final String RECEIVED_OFFSET = "received_offset";

    private ProcessedJson() {}

    /** Returns the event as JSON in UTF-8. Equal events give equal bytes. */
    public static byte[] write(ProcessedEvent event) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = TransactionJson.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            Transaction transaction = event.transaction();
            json.writeStartObject();
            json.writeNumberProperty(VERSION_FIELD, VERSION);
            json.writeStringProperty(Field.TRANSACTION_ID.wireName(), transaction.id());
            json.writeStringProperty(Field.SOURCE_ACCOUNT.wireName(), transaction.sourceAccount());
            json.writeStringProperty(Field.DESTINATION_ACCOUNT.wireName(), transaction.destinationAccount());
            json.writeName(Field.AMOUNT.wireName());
            json.writeNumber(transaction.amount().toPlainString());
            json.writeStringProperty(Field.CURRENCY.wireName(), transaction.currency());
            json.writeStringProperty(CREATED_AT, UtcTimestamp.format(event.createdAt()));
            json.writeStringProperty(DUE_AT, UtcTimestamp.format(event.dueAt()));
            json.writeNumberProperty(RECEIVED_PARTITION, event.received().partition());
            json.writeNumberProperty(RECEIVED_OFFSET, event.received().offset());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Returns the event, or null if the bytes are not an event of version {@value #VERSION}. */
    public static @Nullable ProcessedEvent read(byte[] value) {
        var other = new OtherFields();
        if (!(TransactionJson.parse(value, other) instanceof Parsed.Valid valid)
                || !String.valueOf(VERSION).equals(other.get(VERSION_FIELD))) {
            return null;
        }
        try {
            return new ProcessedEvent(
                    valid.transaction(),
                    Instant.parse(other.get(CREATED_AT)),
                    Instant.parse(other.get(DUE_AT)),
                    new Position(
                            Integer.parseInt(other.get(RECEIVED_PARTITION)),
                            Long.parseLong(other.get(RECEIVED_OFFSET))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Collects the event's own fields as text, whichever scalar type they have. The last value of a repeated field
     * wins. Unknown fields are ignored, so that a later version may add some.
     */
    private static final class OtherFields implements TransactionJson.FieldSink {

        private static final List<String> NAMES =
                List.of(VERSION_FIELD, CREATED_AT, DUE_AT, RECEIVED_PARTITION, RECEIVED_OFFSET);

        private final Map<String, String> values = new HashMap<>();

        @Override
        public void accept(String name, JsonParser json) {
            if (NAMES.contains(name) && json.currentToken().isScalarValue()) {
                values.put(name, json.getString());
            }
        }

        /** Returns the value of a field; empty if it is missing. */
        String get(String name) {
            return values.getOrDefault(name, "");
        }
    }
}
