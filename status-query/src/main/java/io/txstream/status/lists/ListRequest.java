package io.txstream.status.lists;

import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for a list.
 *
 * @param after the place after which the list begins; null for its beginning
 */
record ListRequest(
        QueryParameters query, Filter filter, @Nullable Position after) {

    static final String LIMIT = "limit";
    static final String CURSOR = "cursor";

    private static final Set<String> PARAMETERS =
            Stream.concat(Filter.PARAMETERS.stream(), Stream.of(LIMIT, CURSOR)).collect(Collectors.toUnmodifiableSet());

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /**
     * Reads a query.
     *
     * @param rawQuery not yet decoded; null if there is none
     * @throws BadParameterException naming the first parameter that breaks its rule
     */
    static ListRequest of(@Nullable String rawQuery) {
        QueryParameters query = QueryParameters.parse(rawQuery, PARAMETERS);
        Filter filter = Filter.of(query);
        String cursor = query.value(CURSOR);
        Position after = cursor == null ? null : Cursor.decode(filter, cursor);
        if (cursor != null && after == null) {
            throw new BadParameterException(CURSOR, "must be one that was returned for the same filters");
        }
        return new ListRequest(query, filter, after);
    }

    /**
     * Returns the limit.
     *
     * @throws BadParameterException if it is not a number from 1 to {@code most}
     */
    long limit(long byDefault, long most) {
        String text = query.value(LIMIT);
        if (text == null) {
            return byDefault;
        }
        long limit = NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
        if (limit < 1 || limit > most) {
            throw new BadParameterException(LIMIT, "must be a number from 1 to " + most);
        }
        return limit;
    }
}
