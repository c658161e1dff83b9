package io.txstream.contract;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a transaction from the bytes of a webhook's body or of a received record, in one pass and without ever failing:
 * whatever the bytes are, the answer is a {@link Parsed}.
 *
 * <p>Stricter than most parsers where leniency would make two readers disagree: the text is UTF-8 (RFC 8259, section
 * 8.1), none of the five fields comes twice (section 4 leaves that open), nothing follows the document.
 */
public final class TransactionJson {

    /** Deeper documents are malformed; RFC 8259, section 9 allows the limit. */
    static final int MAX_DEPTH = 500;

    static final JsonFactory JSON = JsonFactory.builder()
            // The table of names is shared by all documents, and refuses one when too many names of it collide: whether
            // a document is read would depend on what this process has read before.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // Unknown fields are not ours to judge; a document's size is bounded before it comes here.
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Map<Field, FieldError> errors = new EnumMap<>(Field.class);
    private final Map<Field, String> texts = new EnumMap<>(Field.class);
    private @Nullable BigDecimal amount;

    private TransactionJson() {}

    public static Parsed parse(byte[] body) {
        String text = Utf8.decode(body);
        if (text == null) {
            return new Parsed.Malformed("not UTF-8");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new TransactionJson().document(json);
        } catch (JacksonException e) {
            return new Parsed.Malformed(describe(e));
        }
    }

    private Parsed document(JsonParser json) {
        JsonToken first = json.nextToken();
        if (first == null) {
            return new Parsed.Malformed("empty");
        }
        boolean isObject = first == JsonToken.START_OBJECT;
        if (isObject) {
            fields(json);
        } else {
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            return new Parsed.Malformed("more than one JSON document");
        }
        return isObject ? result() : new Parsed.Invalid(List.of(new FieldError("", "must be a JSON object")), null);
    }

    private void fields(JsonParser json) {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            Field field = Field.named(name);
            if (field != null) {
                read(field, value, json);
            }
            json.skipChildren();
        }
    }

    private void read(Field field, JsonToken value, JsonParser json) {
        if (seen(field)) {
            fail(field, "must not come more than once");
        } else if (field == Field.AMOUNT) {
            readAmount(value, json);
        } else if (value != JsonToken.VALUE_STRING) {
            fail(field, "must be a string");
        } else {
            readText(field, json.getString());
        }
    }

    private void readText(Field field, String text) {
        String problem = FieldRules.problem(field, text);
        if (problem == null) {
            texts.put(field, text);
        } else {
            fail(field, problem);
        }
    }

    private void readAmount(JsonToken value, JsonParser json) {
        if (value != JsonToken.VALUE_NUMBER_INT && value != JsonToken.VALUE_NUMBER_FLOAT) {
            fail(Field.AMOUNT, "must be a number");
            return;
        }
        amount = Amount.parse(json.getString());
        if (amount == null) {
            fail(Field.AMOUNT, Amount.REASON);
        }
    }

    private void fail(Field field, String reason) {
        errors.put(field, new FieldError(field.pointer(), reason));
    }

    private Parsed result() {
        for (Field field : Field.values()) {
            if (!seen(field)) {
                fail(field, "is required");
            }
        }
        if (!errors.isEmpty()) {
            String id = errors.containsKey(Field.TRANSACTION_ID) ? null : text(Field.TRANSACTION_ID);
            return new Parsed.Invalid(List.copyOf(errors.values()), id);
        }
        return new Parsed.Valid(new Transaction(
                text(Field.TRANSACTION_ID),
                text(Field.SOURCE_ACCOUNT),
                text(Field.DESTINATION_ACCOUNT),
                requireNonNull(amount),
                text(Field.CURRENCY)));
    }

    private boolean seen(Field field) {
        return errors.containsKey(field) || (field == Field.AMOUNT ? amount != null : texts.containsKey(field));
    }

    private String text(Field field) {
        return requireNonNull(texts.get(field));
    }

    private static String describe(JacksonException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return e.getOriginalMessage() + where;
    }
}
