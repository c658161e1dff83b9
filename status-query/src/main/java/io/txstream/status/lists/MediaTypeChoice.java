package io.txstream.status.lists;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Chooses the media type of an answer as a request accepts it (RFC 9110, section 12.5.1). */
final class MediaTypeChoice {

    private MediaTypeChoice() {}

    /**
     * Returns the offered type of the highest quality, the first one of several. Returns null if the request accepts
     * none of them, or if its {@code Accept} cannot be read.
     */
    static @Nullable MediaType of(ServerRequest request, List<MediaType> offered) {
        try {
            return of(request.headers().accept(), offered);
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    /** @param accepted empty if the request accepts everything */
    static @Nullable MediaType of(List<MediaType> accepted, List<MediaType> offered) {
        MediaType best = null;
        for (MediaType type : offered) {
            double quality = quality(type, accepted);
            if (quality > 0 && (best == null || quality > quality(best, accepted))) {
                best = type;
            }
        }
        return best;
    }

    /** Returns the quality that the most specific range gives a type. Parameters of a range do not count. */
    private static double quality(MediaType type, List<MediaType> accepted) {
        return accepted.isEmpty()
                ? 1
                : accepted.stream()
                        .filter(range -> range.includes(type))
                        .max(Comparator.comparingInt(MediaTypeChoice::specificity)
                                .thenComparingDouble(MediaType::getQualityValue))
                        .map(MediaType::getQualityValue)
                        .orElse(0.0);
    }

    private static int specificity(MediaType range) {
        if (range.isWildcardType()) {
            return 0;
        }
        return range.isWildcardSubtype() ? 1 : 2;
    }
}
