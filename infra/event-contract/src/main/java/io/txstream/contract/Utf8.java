package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Decodes UTF-8 strictly. Invalid bytes are never replaced. */
public final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Returns the text, or null if the bytes are not UTF-8. */
    public static @Nullable String decode(byte[] bytes) {
        // The lenient decoder is faster, and writes a replacement character wherever the strict one would fail.
        String text = new String(bytes, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || isStrict(bytes) ? text : null;
    }

    private static boolean isStrict(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
