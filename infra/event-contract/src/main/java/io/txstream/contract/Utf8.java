package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8: bytes that are not UTF-8 are no text at all, never text with replacement characters in it. */
final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    static @Nullable String decode(byte[] bytes) {
        // The lenient decoder is the fast one, and it leaves a mark wherever the strict one would have failed.
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
