package io.txstream.local.faults;

import static io.txstream.local.Service.INGEST_GATEWAY;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.txstream.local.ServiceProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** Opens connections to a gateway that send a byte a second, and requires that other senders are served meanwhile. */
final class SlowSenders {

    /** More than any bound on the number of requests. Half of them never finish their headers. */
    private static final int CONNECTIONS = 2_100;

    private static final int SECONDS = 20;
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

    private static final byte[] HEADERS = """
            POST /v1/webhooks/transactions HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 60000\r
            """.getBytes(US_ASCII);
    private static final byte[] END_OF_HEADERS = {'\r', '\n'};

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private SlowSenders() {}

    static Instant inject(FaultStack stack, SplittableRandom random) {
        ServiceProcess gateway = stack.any(INGEST_GATEWAY, random);
        List<Socket> sockets = new ArrayList<>();
        try {
            connect(gateway, sockets);
            int accepted = 0;
            for (int second = 0; second < SECONDS; second++) {
                trickle(sockets);
                accepted += isAccepted(gateway, "slow-" + Long.toHexString(random.nextLong())) ? 1 : 0;
                Pacing.pause(Duration.ofSeconds(1));
            }
            if (accepted < SECONDS / 2) {
                throw new NotRecoveredException("%d of %d webhooks were accepted beside %d slow senders"
                        .formatted(accepted, SECONDS, CONNECTIONS));
            }
        } finally {
            sockets.forEach(SlowSenders::close);
        }
        return Instant.now();
    }

    private static void connect(ServiceProcess gateway, List<Socket> sockets) {
        URI url = URI.create(gateway.url());
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                var socket = new Socket(url.getHost(), url.getPort());
                sockets.add(socket);
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(HEADERS);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(END_OF_HEADERS);
                }
            } catch (IOException refused) {
                // The gateway may limit connections.
            }
        }
    }

    /** Sends a byte through each connection, and drops those that the gateway has closed. */
    private static void trickle(List<Socket> sockets) {
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

    private static boolean isAccepted(ServiceProcess gateway, String id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/webhooks/transactions"))
                .timeout(RESPONSE_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Message.body(id, "1", "EUR")))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 202;
        } catch (IOException notAccepted) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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
