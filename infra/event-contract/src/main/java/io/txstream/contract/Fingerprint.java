package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Decides whether two records with one id are duplicates: their fingerprints are equal if their five fields are equal,
 * with amounts compared by value (1500.5 = 1500.50). White space, field order and unknown fields are ignored.
 */
public final class Fingerprint {

    /** The length of every fingerprint, in bytes. */
    public static final int LENGTH = 32;

    private Fingerprint() {}

    /**
     * Returns the SHA-256 of the five fields, in the order id, source account, destination account, amount, currency.
     * Each field follows its length (4 bytes, big-endian), so that different transactions give different input. Texts
     * are UTF-8. The amount is stripped of trailing zeros; its field is the unscaled value (two's complement), and its
     * scale follows (4 bytes, big-endian).
     *
     * <p>State stores hold fingerprints. A change of this layout needs a new version of their entries.
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
            throw new IllegalStateException("this Java platform has no SHA-256, which the specification requires", e);
        }
    }
}
