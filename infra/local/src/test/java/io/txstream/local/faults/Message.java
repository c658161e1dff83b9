package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The key and value of a record, or the id and body of a webhook. */
record Message(byte @Nullable [] key, byte @Nullable [] value) {

    static Message of(String key, String value) {
        return new Message(key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /** Returns a transaction as JSON, with fixed accounts. The amount is JSON: a number, or a quoted string. */
    static String body(String id, String amount, String currency) {
        return """
                {"transaction_id":"%s","source_account":"a","destination_account":"b",\
                "amount":%s,"currency":"%s"}""".formatted(id, amount, currency);
    }

    /**
     * Returns the same message with an unknown field that tells one attempt to send it from another. The receiver must
     * treat both as identical. A message that does not end as a JSON object does is returned unchanged.
     *
     * @param nonce text without characters that JSON escapes
     */
    Message withNonce(String nonce) {
        if (value == null || value.length < 3 || value[0] != '{' || value[value.length - 1] != '}') {
            return this;
        }
        String open = new String(value, 0, value.length - 1, UTF_8);
        return new Message(key, (open + ",\"nonce\":\"" + nonce + "\"}").getBytes(UTF_8));
    }

    /** Returns key and value as one string, to compare messages. It is unambiguous for keys without line breaks. */
    String content() {
        return text(key) + '\n' + text(value);
    }

    String keyText() {
        return key == null ? "" : new String(key, UTF_8);
    }

    String valueText() {
        return value == null ? "" : new String(value, UTF_8);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "-" : "+" + new String(bytes, ISO_8859_1);
    }
}
