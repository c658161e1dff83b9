package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.txstream.service.Problems;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One lookup of a caller, and what it gets: the answer of status-query, a 503, or a connection that ends. Used on the
 * event loop of the caller's connection.
 */
final class Lookup {

    /**
     * A longer body is passed on in parts, and one that fails to arrive then ends the caller's connection. Any of them
     * can keep this much outside the heap. A list of the default length usually fits.
     */
    private static final int MAX_WHOLE_BODY = 16 << 10;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final LookupTarget target;
    private final LongSupplier nanoTime;
    private final long startNanos;

    private LookupKind kind;
    private boolean isRepeatable = true;
    private @Nullable Channel channel;
    private @Nullable Channel statusQuery;

    Lookup(HttpServerRequest request, HttpServerResponse response, LookupTarget target, LongSupplier nanoTime) {
        this.request = request;
        this.response = response;
        this.target = target;
        this.nanoTime = nanoTime;
        kind = LookupKind.of(target, request.requestHeaders());
        startNanos = nanoTime.getAsLong();
        request.withConnection(connection -> channel = connection.channel());
    }

    LookupKind kind() {
        return kind;
    }

    LookupTarget target() {
        return target;
    }

    HttpServerRequest request() {
        return request;
    }

    /** Returns the caller's connection. */
    Channel channel() {
        return requireNonNull(channel);
    }

    long elapsedNanos() {
        return nanoTime.getAsLong() - startNanos;
    }

    /** Whether the caller got a part of an answer, so that no other one is possible. */
    boolean hasBegun() {
        return response.hasSentHeaders();
    }

    /** Removes the fields of the request, so that it cannot be sent again. */
    void dropFields() {
        request.requestHeaders().clear();
        isRepeatable = false;
    }

    boolean isRepeatable() {
        return isRepeatable && !hasBegun();
    }

    /** Takes the connection to status-query that the lookup is sent on. */
    void sendOn(Channel connection) {
        statusQuery = connection;
        SilenceLimit.expect(connection, kind);
    }

    /** Whether an answer has no body, or a short one. The others are passed on in parts. */
    boolean isWhole(HttpClientResponse answer) {
        int length = answer.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, -1);
        return (length >= 0 && length <= MAX_WHOLE_BODY)
                || hasNoBody(answer.status())
                || request.method().equals(HttpMethod.HEAD);
    }

    /** Passes an answer on when all of it has arrived. */
    Publisher<Void> answerWhole(HttpClientResponse answer, ByteBufFlux body) {
        answerHead(answer);
        return response.send(whole(body));
    }

    /**
     * Passes an answer on in parts. Reads one when the one before has left, so that a caller who takes nothing stops
     * status-query.
     */
    Mono<Void> answerInParts(HttpClientResponse answer, ByteBufFlux body) {
        kind = LookupKind.IN_PARTS;
        SilenceLimit.expect(requireNonNull(statusQuery), kind);
        answerHead(answer);
        return response.sendHeaders()
                .then(body.retain()
                        .concatMap(part -> response.sendObject(new DefaultHttpContent(part)), 1)
                        .doOnDiscard(ByteBuf.class, ByteBuf::release))
                .then()
                .doFirst(() -> StalledReader.watch(channel()))
                .doFinally(end -> StalledReader.unwatch(channel()));
    }

    private void answerHead(HttpClientResponse answer) {
        response.status(answer.status());
        HttpHeaders headers = response.responseHeaders().clear();
        LookupHeaders.addAnswer(answer.responseHeaders(), headers);
        headers.set(ProcessTime.HEADER, ProcessTime.millis(elapsedNanos()));
        if (!hasNoBody(answer.status()) && isChunked(headers)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }

    /** HTTP/1.0 does not know chunks: there, a body without a length ends with the connection. */
    private boolean isChunked(HttpHeaders headers) {
        return !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && request.version().equals(HttpVersion.HTTP_1_1);
    }

    private static boolean hasNoBody(HttpResponseStatus status) {
        return status.code() == HttpResponseStatus.NO_CONTENT.code()
                || status.code() == HttpResponseStatus.NOT_MODIFIED.code();
    }

    private Mono<ByteBuf> whole(ByteBufFlux body) {
        return body.retain()
                .reduce((first, next) -> Unpooled.wrappedBuffer(first, next))
                .<ByteBuf>handle((whole, sink) -> {
                    if (channel().isActive()) {
                        sink.next(whole);
                    } else {
                        whole.release(); // the server would neither send nor release it
                    }
                }); // what is discarded, the server's send releases
    }

    /** Answers 503. No part of an answer may have left. */
    Mono<Void> unavailable() {
        byte[] problem = """
                {"title":"Service Unavailable","status":503,\
                "detail":"Transactions cannot be looked up now; try again",\
                "instance":"%s"}""".formatted(target.path()).getBytes(UTF_8); // its characters need no escapes
        response.status(HttpResponseStatus.SERVICE_UNAVAILABLE)
                .responseHeaders()
                .clear()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, problem.length)
                .set(HttpHeaderNames.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS)
                .set(ProcessTime.HEADER, ProcessTime.millis(elapsedNanos()));
        return response.sendObject(Unpooled.wrappedBuffer(problem)).then();
    }

    /** Ends the caller's connection in the middle of an answer, so that it is not taken for a complete one. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    void breakOff() {
        HttpHeaders headers = response.responseHeaders();
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING) && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            channel()
                    .config()
                    .setOption(ChannelOption.SO_LINGER, 0); // a reset, since a close is the end of such a body
        }
        channel().close();
    }
}
