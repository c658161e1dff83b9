package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.txstream.service.Problems;
import org.springframework.http.MediaType;

/** Why the server does not get a request. */
enum Refusal {
    NO_SUCH_PATH(404, "No such path"),
    NO_ROOM(503, "The request was not handled; send it again");

    private final int status;
    private final String detail;

    Refusal(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** Answers, and ends the output. The client should close next; if it does not, {@link Connections} does. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is closed
    void write(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(answer()).addListener(sent -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                ctx.close();
            }
        });
    }

    private FullHttpResponse answer() {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        byte[] problem = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(line.reasonPhrase(), status, detail)
                .getBytes(UTF_8);
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, line, Unpooled.wrappedBuffer(problem));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, problem.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (this == NO_ROOM) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
        }
        return answer;
    }
}
