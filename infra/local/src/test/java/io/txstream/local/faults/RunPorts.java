package io.txstream.local.faults;

import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.process.Ports;
import io.txstream.local.Service;
import io.txstream.local.StackLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/**
 * The ports of a run: a range of its own, whose first port it keeps bound. So no other run on this machine takes a port
 * while its server is down.
 */
final class RunPorts implements AutoCloseable {

    private static final int LOWEST = 10_000;
    private static final int BOUND = 32_000;
    private static final int COUNT = 50;

    private final ServerSocket guard;
    private int next;

    private RunPorts(ServerSocket guard) {
        this.guard = guard;
        next = guard.getLocalPort() + 1;
    }

    /** Takes the first range of ports that are all free. */
    static RunPorts take() {
        for (int first = LOWEST; first + COUNT <= BOUND; first += COUNT) {
            try {
                var guard = new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
                if (IntStream.range(first + 1, first + COUNT)
                        .allMatch(port -> Ports.bindFailure(port).isEmpty())) {
                    return new RunPorts(guard);
                }
                guard.close();
            } catch (IOException taken) {
                // By another run, or by another program.
            }
        }
        throw new IllegalStateException("no " + COUNT + " free ports");
    }

    /** Returns a layout of brokers and of so many instances of each service. */
    StackLayout layout(int brokers, int instances) {
        int base = next(Service.values().length * instances);
        int kafka = next(KafkaSettings.PORTS * brokers);
        return new StackLayout(base, kafka, next(1), brokers, StackLayout.ofEach(instances));
    }

    /** Returns a port that was not returned before. */
    int next() {
        return next(1);
    }

    private int next(int count) {
        int first = next;
        next += count;
        if (next > guard.getLocalPort() + COUNT) {
            throw new IllegalStateException("a run has more than " + COUNT + " ports");
        }
        return first;
    }

    /** Leaves the range to other runs. */
    @Override
    public void close() {
        try {
            guard.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
