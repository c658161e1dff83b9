package io.txstream.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Which bodies are taken: JSON in UTF-8, not encoded. One without a type is taken for that too, and read as strictly. */
final class ContentRules {

    private ContentRules() {}

    /** Why the body is not supported, or null where it is. */
    static @Nullable String problem(ServerRequest.Headers headers) {
        List<String> encodings = headers.header(HttpHeaders.CONTENT_ENCODING);
        if (!encodings.stream().allMatch("identity"::equalsIgnoreCase)) {
            return "Content-Encoding is not supported; send the body as it is";
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
        boolean json =
                type.getType().equalsIgnoreCase("application") && (subtype.equals("json") || subtype.endsWith("+json"));
        return json && (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
    }
}
