package io.txstream.status.waiting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of server-sent events (WHATWG HTML, section 9.2). Events of transactions have no name, so a browser
 * delivers them to {@code onmessage}. The arrays are shared, and must not be changed.
 */
public final class EventFrames {

    /** The first bytes of each stream: a browser whose connection broke tries again after a second. */
    public static final byte[] HELLO = "retry: 1000\n\n".getBytes(UTF_8);

    /** A comment that keeps the connection in use. */
    public static final byte[] PING = ": ping\n\n".getBytes(UTF_8);

    private EventFrames() {}

    /**
     * Returns the event of a transaction.
     *
     * @param id what a client sends as {@code Last-Event-ID}, without line breaks
     * @param json the transaction, without line breaks
     */
    public static byte[] transaction(String id, byte[] json) {
        var frame = new ByteArrayOutputStream(id.length() + json.length + 16);
        frame.writeBytes(("id: " + id + "\ndata: ").getBytes(UTF_8));
        frame.writeBytes(json);
        frame.writeBytes("\n\n".getBytes(UTF_8));
        return frame.toByteArray();
    }

    /** Returns an event of a transaction without its id, so that the client keeps its {@code Last-Event-ID}. */
    public static byte[] withoutId(byte[] transaction) {
        int data = 0;
        while (transaction[data] != '\n') {
            data++;
        }
        return Arrays.copyOfRange(transaction, data + 1, transaction.length);
    }

    /**
     * Returns the event that names missing changes. It has no id, so a client that connects again asks for them.
     *
     * @param skipped the number of changes that are missing; null if unknown
     * @param fromBatch the number of the last batch before the gap, of which a part can be missing; null if unknown
     */
    public static byte[] gap(@Nullable Long skipped, @Nullable Long fromBatch) {
        return "event: gap\ndata: {\"skipped\":%s,\"from_batch\":%s}\n\n"
                .formatted(skipped, fromBatch)
                .getBytes(UTF_8);
    }
}
