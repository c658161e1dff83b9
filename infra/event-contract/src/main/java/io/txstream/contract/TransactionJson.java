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
 * Parses a transaction from a webhook's body or from a record's value, in one pass. Every input gives a
 * {@link Parsed}; none makes it throw.
 *
 * <p>Stricter than most parsers, so that two readers cannot disagree. The text must be UTF-8 (RFC 8259, section 8.1),
 * none of the five fields may be repeated (section 4 leaves that open), and nothing may follow the document.
 */
public final class TransactionJson {

    /** The deepest nesting accepted. RFC 8259, section 9 allows such a limit. */
    static final int MAX_DEPTH = 500;

    static final JsonFactory JSON = JsonFactory.builder()
            // Jackson shares its table of names among all documents, and fails when too many names collide. Whether a
            // document can be parsed would depend on the documents parsed before it.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // Unknown fields are not validated. Callers bound the size of the document.
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final FieldSink IGNORE = (name, json) -> {};

    private final FieldSink otherFields;
    private final Map<Field, FieldError> errors = new EnumMap<>(Field.class);
    private final Map<Field, String> texts = new EnumMap<>(Field.class);
    private @Nullable BigDecimal amount;

    private TransactionJson(FieldSink otherFields) {
        this.otherFields = otherFields;
    }

    /** Receives the fields of the document that are not fields of a transaction, in their order. */
    @FunctionalInterface
    interface FieldSink {

        /**
         * Receives one field.
         *
         * @param json the parser, at the first token of the field's value; must not be advanced
         */
        void accept(String name, JsonParser json);
    }

    /** Parses a transaction. Ignores other fields. */
    public static Parsed parse(byte[] body) {
        return parse(body, IGNORE);
    }

    /** Parses a transaction, and passes every other top-level field on, repeated ones included. */
    static Parsed parse(byte[] body, FieldSink otherFields) {
        String text = Utf8.decode(body);
        if (text == null) {
            return new Parsed.Malformed("not UTF-8");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new TransactionJson(otherFields).document(json);
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
            } else {
                otherFields.accept(name, json);
            }
            json.skipChildren();
        }
    }

    private void read(Field field, JsonToken value, JsonParser json) {
        if (seen(field)) {
            fail(field, "must appear only once");
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
