package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.HttpPaths;
import io.txstream.contract.Topics;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.testsupport.TopicReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is stopped under load ends its work, leaves its consumer group, and repeats nothing later. */
class CleanStopIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    private static Path directory;

    private static StackSettings settings;
    private static TestStack servers;
    private static LocalStack stack;
    private static BrokerView broker;

    @BeforeAll
    static void start() {
        var layout = StackLayout.onFreePorts(1, StackLayout.ofEach(1));
        settings = new StackSettings(Path.of("../.."), directory, layout, true).withDelay(Duration.ofSeconds(1));
        servers = TestStack.started(settings);
        stack = servers.processes();
        broker = new BrokerView(stack.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        broker.close();
        servers.close();
    }

    @Test
    void theProcessorCommitsItsWorkAndLeavesItsGroup() throws Exception {
        List<String> acknowledged;
        try (var load = new WebhookLoad("processor-", stack.gateway().url())) {
            load.awaitAcknowledged(200);

            stop(stack.processor());

            assertThat(broker.members("processor-stream")).isZero();
            assertThat(broker.lastTransactions())
                    .isNotEmpty()
                    .isSubsetOf(TransactionState.COMPLETE_COMMIT, TransactionState.EMPTY);
            load.awaitAcknowledged(50);
            acknowledged = load.acknowledged();
        }
        stack.processor().start();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(processed("processor-")).containsAll(acknowledged));
        assertThat(processed("processor-")).doesNotHaveDuplicates();
        // A start that finds unfinished work or stores that were not closed logs what it repeats.
        assertThat(Files.readString(settings.logs().resolve("processor-stream.log")))
                .doesNotContain("did not close in time", "rebuilt from Kafka", "\"level\":\"ERROR\"");
    }

    @Test
    void statusQueryLeavesItsGroup() throws Exception {
        try (var load = new WebhookLoad("status-", stack.gateway().url())) {
            load.awaitAcknowledged(200);

            stop(stack.status());

            assertThat(broker.members("status-query")).isZero();
        }
        stack.status().start();
    }

    @Test
    void theGatewayAnswersEveryWebhookThatItIsReceiving() throws Exception {
        List<HalfSent> webhooks = IntStream.range(0, 20)
                .mapToObj(i -> HalfSent.to(gatewayPort(), "half-" + i))
                .toList();
        // After this answer the gateway has read the first halves, which arrived before it.
        new ApiClient(stack.gateway().url()).submit(ApiClient.transaction("whole", "1"));

        var stopping = new Thread(() -> stack.gateway().stop());
        stopping.start();
        await().atMost(TIMEOUT).until(() -> !Ports.answers(gatewayPort()));
        webhooks.forEach(HalfSent::sendTheRest);

        List<String> answers = webhooks.stream().map(HalfSent::statusLine).toList();
        stopping.join();
        int exitCode = exitCode(stack.gateway());
        stack.gateway().start();

        // A 503 is an answer too, where the machine is so slow that the broker cannot acknowledge in time.
        assertThat(answers).isSubsetOf("HTTP/1.1 202 Accepted", "HTTP/1.1 503 Service Unavailable");
        assertThat(exitCode).isEqualTo(ENDED_BY_SIGTERM);
    }

    private static void stop(ServerProcess service) {
        service.stop();
        assertThat(exitCode(service)).isEqualTo(ENDED_BY_SIGTERM);
    }

    private static int exitCode(ServerProcess service) {
        return service.process().onExit().join();
    }

    private static int gatewayPort() {
        return settings.layout().port(Service.INGEST_GATEWAY, 0);
    }

    private static List<String> processed(String prefix) {
        return new TopicReader(stack.kafka().bootstrapServers())
                .readAll(Topics.PROCESSED).stream()
                        .map(record -> new String(record.key(), UTF_8))
                        .filter(id -> id.startsWith(prefix))
                        .toList();
    }

    /** A webhook of which one half is sent. */
    private record HalfSent(Socket socket, String rest) {

        static HalfSent to(int port, String id) {
            String body = ApiClient.transaction(id, "1");
            int half = body.length() / 2;
            try {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) TIMEOUT.toMillis());
                String head =
                        "POST %s HTTP/1.1\r\nHost: any\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                                .formatted(HttpPaths.WEBHOOKS, body.length());
                socket.getOutputStream().write((head + body.substring(0, half)).getBytes(UTF_8));
                return new HalfSent(socket, body.substring(half));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void sendTheRest() {
            try {
                socket.getOutputStream().write(rest.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String statusLine() {
            try (socket) {
                return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            } catch (IOException e) {
                return e.toString();
            }
        }
    }
}
