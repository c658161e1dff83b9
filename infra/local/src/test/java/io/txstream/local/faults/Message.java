package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The key and the value of a record, or a webhook's id and body. */
record Message(byte @Nullable [] key, byte @Nullable [] value) {

    static Message of(String key, String value) {
        return new Message(key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /** Equal for equal bytes and for nothing else. */
    String signature() {
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
