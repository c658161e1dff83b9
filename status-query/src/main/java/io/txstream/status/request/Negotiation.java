package io.txstream.status.request;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Chooses between the media types of a path by the header {@code Accept} (RFC 9110, section 12.5.1). */
public final class Negotiation {

    private static final Comparator<Choice> BY_PREFERENCE =
            Comparator.comparingDouble(Choice::quality).thenComparingInt(Choice::specificity);

    private Negotiation() {}

    /** A type with the quality of the most specific range that includes it. */
    private record Choice(MediaType type, double quality, int specificity) {}

    /**
     * Returns the type that the client prefers. Of types with the same quality, it is the one that the client names, or
     * else the first one that is offered.
     *
     * @param accept the values of all {@code Accept} headers
     * @return null if the client accepts none, or if the header cannot be read
     */
    public static @Nullable MediaType choose(List<String> accept, List<MediaType> offered) {
        List<MediaType> accepted;
        try {
            accepted = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            return null;
        }
        Choice best = null;
        for (MediaType type : offered) {
            Choice choice = choice(type, accepted.isEmpty() ? List.of(MediaType.ALL) : accepted);
            if (choice.quality() > 0 && (best == null || BY_PREFERENCE.compare(choice, best) > 0)) {
                best = choice;
            }
        }
        return best == null ? null : best.type();
    }

    private static Choice choice(MediaType type, List<MediaType> accepted) {
        Optional<MediaType> best = accepted.stream()
                .filter(range -> range.includes(type))
                .max(Comparator.comparingInt(Negotiation::specificity));
        return new Choice(
                type,
                best.map(MediaType::getQualityValue).orElse(0.0),
                best.map(Negotiation::specificity).orElse(0));
    }

    private static int specificity(MediaType range) {
        if (range.isWildcardType()) {
            return 0;
        }
        return range.isWildcardSubtype() ? 1 : 2;
    }
}
