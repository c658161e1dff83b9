package io.txstream.status.lookup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The state of a transaction as JSON. */
public final class TransactionDocument {

    private static final int TAG_BYTES = 8;

    private final TransactionView view;
    private final @Nullable Instant dueAt;
    private final byte[] json;

    TransactionDocument(TransactionView view, @Nullable Instant dueAt, byte[] json) {
        this.view = view;
        this.dueAt = dueAt;
        this.json = json;
    }

    public TransactionView view() {
        return view;
    }

    /** Returns when the transaction is due to be published; null unless it is PROCESSING. */
    public @Nullable Instant dueAt() {
        return dueAt;
    }

    /** Returns the JSON in UTF-8. Must not be changed. */
    public byte[] json() {
        return json;
    }

    /**
     * Returns what identifies these bytes among all states of the transaction, in every instance: the value of a strong
     * {@code ETag} (RFC 9110, section 8.8.3) without its quotes. Has 16 hexadecimal digits.
     */
    public String tag() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of()
                    .toHexDigits(ByteBuffer.wrap(digest, 0, TAG_BYTES).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
