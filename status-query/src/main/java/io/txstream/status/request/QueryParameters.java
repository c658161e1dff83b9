package io.txstream.status.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Utf8;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The parameters of a query string, percent-decoded as {@code application/x-www-form-urlencoded}: a {@code +} is a
 * space. Nothing is replaced or ignored: what cannot be read is a {@link BadParameterException}.
 */
public final class QueryParameters {

    private final Map<String, String> values;

    private QueryParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Parses a query.
     *
     * @param rawQuery the query without {@code ?}, not yet decoded; null if there is none
     * @param known the names of all parameters that are allowed
     * @throws BadParameterException if a parameter is unknown, occurs twice, or is not percent-encoded UTF-8
     */
    public static QueryParameters parse(@Nullable String rawQuery, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                put(values, pair, known);
            }
        }
        return new QueryParameters(values);
    }

    private static void put(Map<String, String> values, String pair, Set<String> known) {
        int end = pair.indexOf('=');
        String rawName = end < 0 ? pair : pair.substring(0, end);
        String name = decode(rawName);
        if (name == null || !known.contains(name)) {
            throw new BadParameterException(name == null ? rawName : name, "is not a parameter of this path");
        }
        String value = decode(end < 0 ? "" : pair.substring(end + 1));
        if (value == null) {
            throw new BadParameterException(name, "must be percent-encoded UTF-8");
        }
        if (values.put(name, value) != null) {
            throw new BadParameterException(name, "must not be repeated");
        }
    }

    /** Returns the text, or null if it is not encoded correctly. ISO 8859-1 keeps the bytes of each escape. */
    private static @Nullable String decode(String encoded) {
        try {
            return Utf8.decode(
                    UriUtils.decode(encoded.replace('+', ' '), ISO_8859_1).getBytes(ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the query with another value of a parameter, encoded so that a URL can contain it. */
    public String with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return changed.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + UriUtils.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Returns the value; null if the parameter is absent, and empty if it has no value. */
    public @Nullable String value(String name) {
        return values.get(name);
    }
}
