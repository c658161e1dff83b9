package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** An export as CSV that takes from its connection only what a test asks for. */
final class SlowExport implements AutoCloseable {

    private static final int POLLS_WITHOUT_CHANGE = 12;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final ChunkedBody body;

    /** @param receiveBuffer how many bytes the system keeps for this side */
    SlowExport(int port, String query, int receiveBuffer) {
        try {
            socket.setReceiveBufferSize(receiveBuffer);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request =
                    "GET /v1/transactions?" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            in = new BufferedInputStream(socket.getInputStream(), 1 << 10);
            body = new ChunkedBody(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the head of the answer, and returns its first line. */
    String head() {
        try {
            String first = ChunkedBody.line(in);
            while (!ChunkedBody.line(in).isEmpty()) {
                // the other headers do not matter
            }
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the rest, without the header of the CSV. */
    Stream<String> lines() {
        return new BufferedReader(new InputStreamReader(body, UTF_8)).lines().skip(1);
    }

    /** Returns whether the answer ended as a complete one does. */
    boolean isComplete() {
        return body.hasLastChunk();
    }

    /** Takes nothing until a value does not change any more, and returns it. */
    static long awaitStandstill(LongSupplier value) {
        var last = new AtomicLong(-1);
        var unchanged = new AtomicInteger();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    long now = value.getAsLong();
                    boolean changed = last.getAndSet(now) != now;
                    return (changed ? setZero(unchanged) : unchanged.incrementAndGet()) >= POLLS_WITHOUT_CHANGE;
                });
        return last.get();
    }

    private static int setZero(AtomicInteger counter) {
        counter.set(0);
        return 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
