package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The content that a webhook may have: JSON in UTF-8 without a content encoding. A body without {@code Content-Type} is
 * treated as JSON and parsed under the same rules.
 */
final class ContentRules {

    private ContentRules() {}

    /** Returns the reason why the content is not supported, or null if it is supported. */
    static @Nullable String problem(ServerRequest.Headers headers) {
        List<String> encodings = headers.header(HttpHeaders.CONTENT_ENCODING);
        if (!encodings.stream().allMatch("identity"::equalsIgnoreCase)) {
            return "Content-Encoding is not supported; send the body unencoded";
        }
        return isJson(headers) ? null : "Content-Type must be application/json, in UTF-8";
    }

    private static boolean isJson(ServerRequest.Headers headers) {
        try {
            return headers.contentType().map(ContentRules::isJson).orElse(true);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean isJson(MediaType type) {
        String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
        boolean isJson =
                type.getType().equalsIgnoreCase("application") && (subtype.equals("json") || subtype.endsWith("+json"));
        return isJson && (type.getCharset() == null || UTF_8.equals(type.getCharset()));
    }
}
