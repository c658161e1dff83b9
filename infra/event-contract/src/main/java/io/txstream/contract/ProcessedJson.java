package io.txstream.contract;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * The value of a record on {@link Topics#PROCESSED}: one JSON object, its fields always in the same order, amounts
 * written plainly. A golden file holds the bytes; whoever changes them raises {@link #VERSION}.
 */
public final class ProcessedJson {

    /** Written as {@code "version"}; a reader refuses what it does not know. */
    static final int VERSION = 1;

    private static final String VERSION_FIELD = "version";
    private static final String CREATED_AT = "created_at";
    private static final String DUE_AT = "due_at";
    private static final String RECEIVED_PARTITION = "received_partition";
    private static final String RECEIVED_OFFSET = "received_offset";

    private ProcessedJson() {}

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

    /** The event, or null where the bytes are none of version {@value #VERSION}. */
    public static @Nullable ProcessedEvent read(byte[] value) {
        if (!(TransactionJson.parse(value) instanceof Parsed.Valid valid)) {
            return null;
        }
        try {
            Map<String, String> fields = scalars(value);
            if (!String.valueOf(VERSION).equals(fields.get(VERSION_FIELD))) {
                return null;
            }
            return new ProcessedEvent(
                    valid.transaction(),
                    Instant.parse(fields.getOrDefault(CREATED_AT, "")),
                    Instant.parse(fields.getOrDefault(DUE_AT, "")),
                    new Position(
                            Integer.parseInt(fields.getOrDefault(RECEIVED_PARTITION, "")),
                            Long.parseLong(fields.getOrDefault(RECEIVED_OFFSET, ""))));
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, String> scalars(byte[] value) {
        var fields = new HashMap<String, String>();
        try (JsonParser json = TransactionJson.JSON.createParser(ObjectReadContext.empty(), value)) {
            json.nextToken();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (json.nextToken().isScalarValue()) {
                    fields.put(name, json.getString());
                }
                json.skipChildren();
            }
        }
        return fields;
    }
}
