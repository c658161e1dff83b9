package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SilenceLimitTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EmbeddedChannel channel = new EmbeddedChannel(new SilenceLimit());

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource
    void closesWhenTheHeadIsLate(LookupKind kind) {
        request(kind);
        pass(kind.head().minus(SECOND));
        assertThat(channel.isOpen()).isTrue();
        pass(SECOND);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void closesWhenTheBodyStops(LookupKind kind) {
        request(kind);
        head(HttpResponseStatus.OK);
        pass(kind.silence().minus(SECOND));
        part();
        pass(kind.silence().minus(SECOND));
        assertThat(channel.isOpen()).isTrue();
        pass(SECOND);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theKindCanChangeWithTheHead() {
        request(LookupKind.PLAIN);
        head(HttpResponseStatus.OK);
        SilenceLimit.expect(channel, LookupKind.IN_PARTS);
        pass(LookupKind.IN_PARTS.silence().minus(SECOND));
        assertThat(channel.isOpen()).isTrue();
        pass(SECOND);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anIdleConnectionOwesNothing() {
        pass(Duration.ofHours(1));
        answerOf(LookupKind.PLAIN);
        pass(Duration.ofHours(1));
        assertThat(channel.isOpen()).isTrue();
    }

    /** The timer of the wait is still set, and would be too late. */
    @Test
    void measuresEachLookupByItsOwnTime() {
        answerOf(LookupKind.WAIT);
        pass(SECOND);
        request(LookupKind.PLAIN);
        pass(LookupKind.PLAIN.head());
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theTimerOfOneLookupDoesNotEndTheNext() {
        answerOf(LookupKind.PLAIN);
        pass(SECOND);
        request(LookupKind.PLAIN);
        pass(LookupKind.PLAIN.head().minus(SECOND));
        assertThat(channel.isOpen()).isTrue();
        pass(SECOND);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void doesNotCountWhileTheCallerTakesNoMore() {
        request(LookupKind.IN_PARTS);
        head(HttpResponseStatus.OK);
        channel.config().setAutoRead(false);
        pass(Duration.ofHours(1));
        assertThat(channel.isOpen()).isTrue();
        channel.config().setAutoRead(true);
        pass(LookupKind.IN_PARTS.silence().multipliedBy(2));
        assertThat(channel.isOpen()).isFalse();
    }

    /** Nothing is read ahead of the head, so that this must not look like a caller who takes no more. */
    @Test
    void countsBeforeTheHeadAlthoughNothingIsReadAhead() {
        channel.config().setAutoRead(false);
        request(LookupKind.PLAIN);
        pass(LookupKind.PLAIN.head());
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anInformationalAnswerIsNotTheHead() {
        request(LookupKind.PLAIN);
        head(HttpResponseStatus.EARLY_HINTS);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        pass(LookupKind.PLAIN.head());
        assertThat(channel.isOpen()).isFalse();
    }

    private void answerOf(LookupKind kind) {
        request(kind);
        head(HttpResponseStatus.OK);
        part();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void request(LookupKind kind) {
        SilenceLimit.expect(channel, kind);
        channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void head(HttpResponseStatus status) {
        channel.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void part() {
        channel.writeInbound(new DefaultHttpContent(channel.alloc().buffer().writeByte(1)));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
