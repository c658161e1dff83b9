package io.txstream.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A file that does not change while the gateway runs, with its answer. {@code If-None-Match} is handled where Spring
 * writes the answer, since that has an {@code ETag}.
 *
 * <p>All answers share one buffer outside of the heap. Netty would copy one inside of it for every connection, and slow
 * readers of a large file could then use up the memory.
 */
final class StaticFile {

    private final ByteBuf content;
    private final MediaType type;
    private final String etag;
    private final String contentSecurityPolicy;

    /** Creates a file without a content security policy. */
    StaticFile(byte[] content, MediaType type) {
        this(content, type, "");
    }

    /** @param contentSecurityPolicy the value of the header; empty for none */
    StaticFile(byte[] content, MediaType type, String contentSecurityPolicy) {
        this.content = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(content.length).writeBytes(content).asReadOnly());
        this.type = type;
        this.etag = '"' + digest(content) + '"';
        this.contentSecurityPolicy = contentSecurityPolicy;
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    Mono<ServerResponse> answer() {
        return ServerResponse.ok()
                .headers(headers -> {
                    headers.setContentType(type);
                    headers.setContentLength(content.readableBytes());
                    headers.set("X-Content-Type-Options", "nosniff");
                    if (!contentSecurityPolicy.isEmpty()) {
                        headers.set("Content-Security-Policy", contentSecurityPolicy);
                    }
                })
                .eTag(etag)
                .cacheControl(CacheControl.noCache())
                .body((response, context) ->
                        response.writeWith(Mono.fromSupplier(() -> body(response.bufferFactory()))));
    }

    private DataBuffer body(DataBufferFactory buffers) {
        return ((NettyDataBufferFactory) buffers).wrap(content.duplicate());
    }
}
