package io.txstream.ingest;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * Owns the bound of what a connection holds before the server has it: heads, complete or not, and pipelined requests. A
 * usual head is free, so that it does not depend on what others hold. The rest is taken from the {@link ByteBudget}. A
 * head with too many fields fails to decode (431). One that exceeds the budget fails with {@link NoRoomException}
 * (503).
 *
 * <p>Creates the header fields of the HTTP codec, because only that sees a head before it is complete. Used on the
 * event loop of the connection, except for {@link #holdsBudget}.
 */
final class RequestHeads implements HttpHeadersFactory {

    static final int MAX_FIELDS = 100;

    /** A head of 8 KB with 30 fields. A connection holds it without asking the budget; {@link HeapCheck} counts it. */
    static final int FREE_BYTES = 16 << 10;

    /** A field's entry and strings, and their copies in the exchange, without its characters. */
    private static final long FIELD_BYTES = 256;

    private final ByteBudget budget;
    private long held;
    private volatile long taken;

    RequestHeads(ByteBudget budget) {
        this.budget = budget;
    }

    @Override
    public HttpHeaders newHeaders() {
        return new Fields();
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
        return newHeaders();
    }

    /** Returns what the head of a request holds. */
    static long bytesOf(HttpMessage request) {
        return request.headers() instanceof Fields fields ? fields.bytes : 0;
    }

    /** Holds more bytes, or returns false if the budget has too few. */
    boolean hold(long bytes) {
        long needed = held + bytes - FREE_BYTES;
        if (needed > taken) {
            if (!budget.tryTake(needed - taken)) {
                return false;
            }
            taken = needed;
        }
        held += bytes;
        return true;
    }

    /** Ends the hold of bytes that {@link #hold} accepted. */
    void release(long bytes) {
        held -= bytes;
        long needed = Math.max(0, held - FREE_BYTES);
        long excess = taken - needed;
        if (excess > 0) {
            taken = needed;
            budget.giveBack(excess);
        }
    }

    /** Releases everything. */
    void close() {
        release(held);
    }

    /** Whether some of the budget is taken. Any thread may ask. */
    boolean holdsBudget() {
        return taken > 0;
    }

    /** The fields of one head, which pass through here one by one while they are decoded. */
    private final class Fields extends DefaultHttpHeaders {

        private int count;
        private long bytes;

        @Override
        public HttpHeaders add(CharSequence name, Object value) {
            if (++count > MAX_FIELDS) {
                throw new TooLongHttpHeaderException("too many header fields");
            }
            long more = FIELD_BYTES + name.length() + value.toString().length();
            if (!hold(more)) {
                throw new NoRoomException();
            }
            bytes += more;
            return super.add(name, value);
        }
    }

    /** The budget has too few bytes for a head. Has no stack trace, since senders can cause any number of them. */
    static final class NoRoomException extends RuntimeException {

        private NoRoomException() {
            super("the budget for bytes in flight is used up", null, false, false);
        }
    }
}
