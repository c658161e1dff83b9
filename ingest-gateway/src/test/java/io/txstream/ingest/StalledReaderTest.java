package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class StalledReaderTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void watch() {
        channel.freezeTime();
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        StalledReader.watch(channel);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void closesWhenNothingIsTakenOfWhatWaits() {
        write(); // not flushed, as if the caller's window were closed
        pass(LookupTimeouts.STALL.minusSeconds(1));
        assertThat(channel.isOpen()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aStreamThatIsSilentIsNotStalled() {
        write();
        channel.flush();
        pass(LookupTimeouts.STALL.multipliedBy(10));
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void endsWithTheAnswer() {
        StalledReader.unwatch(channel);
        write();
        pass(LookupTimeouts.STALL.multipliedBy(10));
        assertThat(channel.isOpen()).isTrue();
        StalledReader.unwatch(channel);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // never completes if it is not flushed
    private void write() {
        channel.pipeline().context(NettyPipeline.HttpCodec).write(Unpooled.wrappedBuffer(new byte[10]));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
