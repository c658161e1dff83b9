package io.txstream.contract;

/**
 * A field that breaks the rules.
 *
 * @param pointer where it is, as a JSON pointer (RFC 6901); empty for the whole document
 * @param reason what it should be, in words that follow the field's name
 */
public record FieldError(String pointer, String reason) {

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the document" : pointer) + " " + reason;
    }
}
