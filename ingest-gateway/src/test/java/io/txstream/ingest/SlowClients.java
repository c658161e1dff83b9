package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Many connections that each send one byte a second after a beginning of their own. */
final class SlowClients implements AutoCloseable {

    private final List<SocketChannel> channels = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** Connects all of them, sends the beginning on each, and starts to send bytes. */
    SlowClients(int port, int count, String beginning) {
        try {
            for (int i = 0; i < count; i++) {
                var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channels.add(channel);
            }
            for (SocketChannel channel : channels) {
                channel.write(ByteBuffer.wrap(beginning.getBytes(US_ASCII)));
                channel.configureBlocking(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Future<?> unused = timer.scheduleAtFixedRate(this::sendOneByteEach, 1, 1, TimeUnit.SECONDS);
    }

    private void sendOneByteEach() {
        for (SocketChannel channel : channels) {
            try {
                channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            } catch (IOException closedByTheServer) {
                // the others go on
            }
        }
    }

    /** Returns how many connections the server has answered or closed. */
    long ended() {
        return channels.stream().filter(SlowClients::hasEnded).count();
    }

    private static boolean hasEnded(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1_000)) != 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
