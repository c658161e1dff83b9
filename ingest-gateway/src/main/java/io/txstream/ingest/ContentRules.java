package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The content that a webhook may have: JSON in UTF-8 without a content encoding. A body without {@code Content-Type} is
 * treated as JSON and parsed under the same rules, unless a web page sent it.
 */
final class ContentRules {

    private static final Problem ENCODED = new Problem(
            "Content-Encoding is not supported; send the body unencoded", header("Accept-Encoding", "identity"));
    private static final Problem NOT_JSON =
            new Problem("Content-Type must be application/json, in UTF-8", HttpHeaders.EMPTY);

    private ContentRules() {}

    /**
     * Why content is not supported.
     *
     * @param headers of the answer
     */
    record Problem(String detail, HttpHeaders headers) {}

    /** Returns why the content is not supported, or null if it is supported. */
    static @Nullable Problem problem(ServerRequest.Headers headers) {
        List<String> encodings = headers.header(HttpHeaders.CONTENT_ENCODING);
        if (!encodings.stream().allMatch(coding -> coding.isBlank() || "identity".equalsIgnoreCase(coding))) {
            return ENCODED;
        }
        return isJson(headers) ? null : NOT_JSON;
    }

    private static boolean isJson(ServerRequest.Headers headers) {
        try {
            return headers.contentType().map(ContentRules::isJson).orElseGet(() -> isNotFromAWebPage(headers));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean isJson(MediaType type) {
        String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
        boolean isJson =
                type.getType().equalsIgnoreCase("application") && (subtype.equals("json") || subtype.endsWith("+json"));
        Charset charset = type.getCharset();
        return isJson && (charset == null || UTF_8.equals(charset) || US_ASCII.equals(charset));
    }

    /**
     * A web page of another site can post a body without {@code Content-Type}, but not JSON with it: browsers first ask
     * for permission (CORS), which is not given. They send {@code Origin} with every post (Fetch standard, 4.6).
     */
    private static boolean isNotFromAWebPage(ServerRequest.Headers headers) {
        return headers.header(HttpHeaders.ORIGIN).isEmpty();
    }

    private static HttpHeaders header(String name, String value) {
        var headers = new HttpHeaders();
        headers.set(name, value);
        return HttpHeaders.readOnlyHttpHeaders(headers);
    }
}
