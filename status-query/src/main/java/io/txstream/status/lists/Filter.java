package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions a list has: those that have all given values, and were created in the range.
 *
 * @param values the value of each field that the list is restricted by; all are valid
 * @param created the range of {@code created_at}
 */
public record Filter(Map<Criterion, String> values, CreatedRange created) {

    /** The names of the parameters of every filter. */
    public static final Set<String> PARAMETERS = Stream.concat(
                    Arrays.stream(Criterion.values()).map(Criterion::wireName),
                    Stream.of(CreatedRange.FROM, CreatedRange.TO))
            .collect(Collectors.toUnmodifiableSet());

    public Filter {
        values = Collections.unmodifiableMap(copy(values));
    }

    private static Map<Criterion, String> copy(Map<Criterion, String> values) {
        Map<Criterion, String> copy = new EnumMap<>(Criterion.class);
        copy.putAll(values);
        return copy;
    }

    /**
     * Reads the filter of a query, which may have other parameters.
     *
     * @throws BadParameterException naming the first parameter that breaks its rule
     */
    public static Filter of(QueryParameters query) {
        Map<Criterion, String> values = new EnumMap<>(Criterion.class);
        for (Criterion criterion : Criterion.values()) {
            String value = valid(criterion, query.value(criterion.wireName()));
            if (value != null) {
                values.put(criterion, value);
            }
        }
        return new Filter(values, CreatedRange.of(query));
    }

    private static @Nullable String valid(Criterion criterion, @Nullable String value) {
        String problem = value == null ? null : criterion.problem(value);
        if (problem != null) {
            throw new BadParameterException(criterion.wireName(), problem);
        }
        return value;
    }

    /** Returns whether a list with this filter has the transaction in this state. */
    public boolean matches(TransactionView view) {
        return values.entrySet().stream().allMatch(entry -> entry.getKey().matches(view, entry.getValue()))
                && (created.isUnbounded() || created.contains(Instant.parse(view.createdAt())));
    }
}
