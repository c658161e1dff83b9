package io.txstream.contract;

/**
 * A field that breaks a rule.
 *
 * @param pointer the JSON pointer (RFC 6901) to the field; empty for the whole document
 * @param reason the rule, as the rest of a sentence that starts with the field's name
 */
public record FieldError(String pointer, String reason) {

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the document" : pointer) + " " + reason;
    }
}
