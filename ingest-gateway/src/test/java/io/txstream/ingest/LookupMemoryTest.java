package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What callers that take nothing of their answers keep outside of the heap. */
class LookupMemoryTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CALLERS = 200;
    private static final int PART = 8_000;

    /** A whole answer, and its head. {@link HeapCheck} counts 64 KB with what was read of a request and an answer. */
    private static final long MAX_WAITING = 17 << 10;

    /** An answer of a length, in parts. */
    private static final String OF_PARTS = "/v1/transactions/";

    private static final String ENDLESS = "/v1/transactions";

    private final AtomicLong parts = new AtomicLong();
    private final List<Socket> callers = new ArrayList<>();
    private final ForwardedLookups lookups = new ForwardedLookups(this::answer, new LookupPlaces(CALLERS, CALLERS));

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Flux<ByteBuf> endless = Flux.<ByteBuf>generate(sink -> sink.next(Unpooled.wrappedBuffer(new byte[PART])))
                .doOnNext(part -> parts.incrementAndGet());
        if (request.uri().equals(ENDLESS)) {
            return response.send(endless);
        }
        int count = Integer.parseInt(request.uri().substring(OF_PARTS.length()));
        return response.header("Content-Length", String.valueOf(count * PART)).send(endless.take(count));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket caller : callers) {
            caller.close();
        }
        lookups.close();
    }

    /** The first is whole. */
    @ParameterizedTest
    @ValueSource(strings = {OF_PARTS + 2, OF_PARTS + 8, ENDLESS})
    void isAtMostAShortAnswer(String path) throws IOException {
        for (int i = 0; i < CALLERS; i++) {
            send(path, 1);
        }
        awaitStandstill(CALLERS);
        assertThat(List.copyOf(lookups.atGateway))
                .hasSize(CALLERS)
                .allSatisfy(connection -> assertThat(waitingBytes(connection)).isLessThan(MAX_WAITING));
    }

    /** Otherwise one connection could keep any number of answers. */
    @Test
    void isThatOfOneAnswerForEachConnection() throws IOException {
        send(OF_PARTS + 2, 1_000);
        awaitStandstill(1);
        assertThat(parts).hasValueLessThan(100);
    }

    private void send(String path, int times) throws IOException {
        var caller = new Socket();
        callers.add(caller);
        caller.setReceiveBufferSize(4 << 10);
        caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), lookups.port()));
        caller.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: a\r\n\r\n"
                        .formatted(path)
                        .repeat(times)
                        .getBytes(US_ASCII));
    }

    private void awaitStandstill(int minParts) {
        var last = new AtomicLong();
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(TIMEOUT)
                .until(() -> last.getAndSet(parts.get()) == parts.get() && parts.get() >= minParts);
    }

    private static long waitingBytes(Channel connection) {
        ChannelOutboundBuffer waiting = connection.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }
}
