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
