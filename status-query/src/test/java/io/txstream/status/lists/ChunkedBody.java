package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The content of a chunked body (RFC 9112, section 7.1). It ends also where the connection ends. */
final class ChunkedBody extends InputStream {

    private final InputStream in;
    private long remaining;
    private boolean first = true;
    private boolean ended;
    private boolean hasLastChunk;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    boolean hasLastChunk() {
        return hasLastChunk;
    }

    /** Returns a line without its end, or what there is before the end of the connection. */
    static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (remaining == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(to, offset, (int) Math.min(length, remaining));
        ended = count < 0;
        remaining -= Math.max(count, 0);
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            line(in); // the end of the chunk before
        }
        first = false;
        String size = line(in);
        ended = size.isEmpty();
        remaining = ended ? 0 : Long.parseLong(size, 16);
        if (!ended && remaining == 0) {
            ended = true;
            hasLastChunk = true;
        }
    }
}
