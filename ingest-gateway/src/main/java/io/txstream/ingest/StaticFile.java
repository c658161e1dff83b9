package io.txstream.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A file that does not change while the gateway runs, with its answer. {@code If-None-Match} is handled where Spring
 * writes the answer, since that has an {@code ETag}.
 *
 * <p>All answers share a buffer outside of the heap, one for each of the two copies. Netty would copy one inside of it
 * for every connection, and slow readers of a large file could then use up the memory.
 */
final class StaticFile {

    private static final String GZIP = "gzip";

    /** A weight with which a coding is not acceptable: RFC 9110, section 12.4.2. */
    private static final Pattern NO_WEIGHT = Pattern.compile("[qQ]=0(\\.0*)?");

    private final Copy plain;
    private final Copy compressed;
    private final MediaType type;
    private final String contentSecurityPolicy;

    /** The bytes that are sent, and the tag that differs between the copies of a file. */
    private record Copy(ByteBuf content, String etag) {

        static Copy of(byte[] content) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(content.length)
                    .put(content)
                    .flip()
                    .asReadOnlyBuffer();
            return new Copy(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(buffer)), '"' + digest(content) + '"');
        }
    }

    /** Creates a file without a content security policy. */
    StaticFile(byte[] content, MediaType type) {
        this(content, type, "");
    }

    /** @param contentSecurityPolicy the value of the header; empty for none */
    StaticFile(byte[] content, MediaType type, String contentSecurityPolicy) {
        plain = Copy.of(content);
        compressed = Copy.of(compress(content));
        this.type = type;
        this.contentSecurityPolicy = contentSecurityPolicy;
    }

    private static byte[] compress(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        boolean isCompressed = acceptsGzip(request.headers().header(HttpHeaders.ACCEPT_ENCODING));
        Copy copy = isCompressed ? compressed : plain;
        return ServerResponse.ok()
                .headers(headers -> {
                    headers.setContentType(type);
                    headers.setContentLength(copy.content().readableBytes());
                    headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
                    headers.set("X-Content-Type-Options", "nosniff");
                    if (isCompressed) {
                        headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
                    }
                    if (!contentSecurityPolicy.isEmpty()) {
                        headers.set("Content-Security-Policy", contentSecurityPolicy);
                    }
                })
                .eTag(copy.etag())
                .cacheControl(CacheControl.noCache())
                .body((response, context) ->
                        response.writeWith(Mono.fromSupplier(() -> body(response.bufferFactory(), copy))));
    }

    /** Whether a client names gzip. One that accepts any coding ({@code *}) gets none, which it accepts too. */
    static boolean acceptsGzip(List<String> acceptEncoding) {
        return acceptEncoding.stream()
                .flatMap(codings -> Stream.of(codings.split(",", -1)))
                .map(coding -> coding.split(";", 2))
                .anyMatch(coding -> coding[0].trim().equalsIgnoreCase(GZIP)
                        && (coding.length == 1
                                || !NO_WEIGHT.matcher(coding[1].trim()).matches()));
    }

    private static DataBuffer body(DataBufferFactory buffers, Copy copy) {
        return ((NettyDataBufferFactory) buffers).wrap(copy.content().duplicate());
    }
}
