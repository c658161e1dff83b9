package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.TransactionKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The text that stands for the place where a page ends. It belongs to one filter. Base64url (RFC 4648, section 5)
 * without padding, of these bytes, big-endian:
 *
 * <pre>
 * version        1 byte, 1
 * checksum       4 bytes, CRC-32C of the filter and of the bytes that follow
 * created_at     8 bytes, microseconds since 1970
 * transaction_id the rest, UTF-8
 * </pre>
 *
 * <p>It is no secret. Someone who computes the checksum gets another page of the same filter.
 */
final class Cursor {

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int ID = HEAD + Long.BYTES;
    private static final int MAX_LENGTH = ID + TransactionKey.MAX_BYTES;

    private Cursor() {}

    static String encode(Filter filter, Position position) {
        byte[] id = TransactionKey.of(position.transactionId());
        byte[] place = ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(micros(position.createdAt()))
                .put(id)
                .array();
        byte[] bytes = ByteBuffer.allocate(HEAD + place.length)
                .put(VERSION)
                .putInt(checksum(filter, place))
                .put(place)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the place, or null if the text is not a cursor of this filter. */
    static @Nullable Position decode(Filter filter, String text) {
        byte[] bytes = bytes(text);
        if (bytes == null || bytes.length <= ID || bytes.length > MAX_LENGTH || bytes[0] != VERSION) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int checksum = buffer.getInt();
        Instant createdAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
        String id = TransactionKey.read(Arrays.copyOfRange(bytes, ID, bytes.length));
        boolean valid = filter.created().contains(createdAt)
                && CreatedRange.isSupported(createdAt)
                && checksum == checksum(filter, Arrays.copyOfRange(bytes, HEAD, bytes.length));
        return id == null || !valid ? null : new Position(createdAt, id);
    }

    private static byte @Nullable [] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int checksum(Filter filter, byte[] place) {
        var checksum = new CRC32C();
        checksum.update(canonical(filter).getBytes(UTF_8));
        checksum.update(place);
        return (int) checksum.getValue();
    }

    /** Returns a text that differs for different filters: no value contains U+0000. */
    private static String canonical(Filter filter) {
        var text = new StringJoiner("\0", "", "\0\0");
        filter.values()
                .forEach((criterion, value) -> text.add(criterion.wireName()).add(value));
        text.add(String.valueOf(filter.created().from()))
                .add(String.valueOf(filter.created().to()));
        return text.toString();
    }

    /** {@code ChronoUnit.MICROS.between} fails from the year 2263 on. */
    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }
}
