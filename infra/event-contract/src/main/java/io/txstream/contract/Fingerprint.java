package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What makes two records of one id the same transaction: equal in the five fields, numbers by value (1500.5 = 1500.50).
 * Spacing, field order and unknown fields make no difference.
 */
public final class Fingerprint {

    /** Of every fingerprint, in bytes. */
    public static final int LENGTH = 32;

    private Fingerprint() {}

    /**
     * SHA-256 over the five fields, each behind its length (4 bytes, big-endian), so that no two transactions write the
     * same bytes: id, source account, destination account and currency in UTF-8; the amount as the unscaled two's
     * complement of its shortest form, and that form's scale (4 bytes, big-endian). Stored in state: a change of this
     * layout is a new version of what stores it.
     */
    public static byte[] of(Transaction transaction) {
        MessageDigest digest = sha256();
        add(digest, transaction.id().getBytes(UTF_8));
        add(digest, transaction.sourceAccount().getBytes(UTF_8));
        add(digest, transaction.destinationAccount().getBytes(UTF_8));
        BigDecimal amount = transaction.amount().stripTrailingZeros();
        add(digest, amount.unscaledValue().toByteArray());
        digest.update(bigEndian(amount.scale()));
        add(digest, transaction.currency().getBytes(UTF_8));
        return digest.digest();
    }

    private static void add(MessageDigest digest, byte[] field) {
        digest.update(bigEndian(field.length));
        digest.update(field);
    }

    private static byte[] bigEndian(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
