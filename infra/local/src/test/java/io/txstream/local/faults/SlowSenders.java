package io.txstream.local.faults;

import static io.txstream.local.Service.INGEST_GATEWAY;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.txstream.local.ServiceProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Opens connections to a gateway that send a byte a second, and opens others in place of those that the gateway closes.
 * Each of many well-behaved senders must get its 202 from this gateway meanwhile, over a new connection or over one
 * that it has used before.
 */
final class SlowSenders {

    /** Half of them never finish their headers. */
    private static final int CONNECTIONS = 2_100;

    private static final int SECONDS = 20;

    /** Each with a connection of its own. Half of them open another one for each webhook. */
    private static final int WELL_BEHAVED = 10;

    /** With retries, and while the gateway accepts all the other connections. */
    private static final Duration ACCEPTED_WITHIN = Duration.ofSeconds(15);

    private static final byte[] HEADERS = """
            POST /v1/webhooks/transactions HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 60000\r
            """.getBytes(US_ASCII);

    private static final byte[] END_OF_HEADERS = {'\r', '\n'};

    private final FaultStack stack;
    private final ServiceProcess gateway;
    private final String name;
    private final List<Socket> sockets = new ArrayList<>();

    private SlowSenders(FaultStack stack, ServiceProcess gateway, String name) {
        this.stack = stack;
        this.gateway = gateway;
        this.name = name;
    }

    static Instant inject(FaultStack stack, SplittableRandom random) {
        var senders = new SlowSenders(
                stack, stack.any(INGEST_GATEWAY, random), "slow-" + Long.toHexString(random.nextLong()));
        try {
            senders.run();
        } finally {
            senders.sockets.forEach(SlowSenders::close);
        }
        return Instant.now();
    }

    private void run() {
        List<HttpSender> wellBehaved =
                IntStream.range(0, WELL_BEHAVED).mapToObj(this::sender).toList();
        for (int second = 0; second < SECONDS; second++) {
            connect();
            if (sockets.size() < CONNECTIONS / 2) {
                throw new NotRecoveredException("only " + sockets.size() + " slow senders could connect");
            }
            int round = second;
            Parallel.forEach(IntStream.range(0, WELL_BEHAVED).boxed().toList(), i -> {
                HttpSender sender = i % 2 == 0 ? wellBehaved.get(i) : sender(i);
                requireAccepted(sender, name + "-" + i + "-" + round);
            });
            trickle();
            Pacing.pause(Duration.ofSeconds(1));
        }
    }

    private HttpSender sender(int number) {
        return new HttpSender(name + "-" + number, List.of(gateway.url()), stack.history());
    }

    private void requireAccepted(HttpSender sender, String id) {
        Instant sentAt = Instant.now();
        Outcome outcome = sender.deliver(Message.of(id, Message.body(id, "1", "EUR")));
        Duration time = Duration.between(sentAt, Instant.now());
        if (outcome != Outcome.ACKNOWLEDGED || time.compareTo(ACCEPTED_WITHIN) > 0) {
            throw new NotRecoveredException(
                    "%s was %s after %s beside %d slow senders".formatted(id, outcome, time, sockets.size()));
        }
    }

    /** Opens connections until all are open. The gateway may limit them. */
    private void connect() {
        URI url = URI.create(gateway.url());
        for (int i = sockets.size(); i < CONNECTIONS; i++) {
            try {
                var socket = new Socket(url.getHost(), url.getPort());
                sockets.add(socket);
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(HEADERS);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(END_OF_HEADERS);
                }
            } catch (IOException refused) {
                return;
            }
        }
    }

    /** Sends a byte through each connection, and drops those that the gateway has closed. */
    private void trickle() {
        for (Iterator<Socket> each = sockets.iterator(); each.hasNext(); ) {
            Socket socket = each.next();
            try {
                socket.getOutputStream().write('x');
            } catch (IOException closed) {
                close(socket);
                each.remove();
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed already.
        }
    }
}
