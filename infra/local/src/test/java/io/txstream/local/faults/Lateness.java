package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How late after their due time, and in which order, processed events reached the subscriber. */
final class Lateness {

    private static final Duration LATE = Duration.ofSeconds(1);

    private final List<Delivery> deliveries;

    /** @param deliveries in the order in which the subscriber received them */
    Lateness(List<Delivery> deliveries) {
        this.deliveries = List.copyOf(deliveries);
    }

    /** Returns the greatest lateness of the events delivered at these times; zero if there are none. */
    Duration max(Predicate<Instant> during) {
        return within(during)
                .map(Delivery::lateness)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Returns when the last event that was more than a second late was delivered; {@code otherwise} if none was. */
    Instant lastLate(Predicate<Instant> during, Instant otherwise) {
        return within(during)
                .filter(delivery -> delivery.lateness().compareTo(LATE) > 0)
                .map(Delivery::deliveredAt)
                .max(Comparator.naturalOrder())
                .orElse(otherwise);
    }

    /** Counts the events delivered after one of the same partition whose transaction was received later. */
    long outOfOrderCount() {
        Map<Integer, Long> highest = new HashMap<>();
        return deliveries.stream()
                .filter(delivery -> {
                    Position received = delivery.received();
                    long before = highest.getOrDefault(received.partition(), -1L);
                    highest.put(received.partition(), Math.max(before, received.offset()));
                    return received.offset() < before;
                })
                .count();
    }

    private Stream<Delivery> within(Predicate<Instant> during) {
        return deliveries.stream().filter(delivery -> during.test(delivery.deliveredAt()));
    }
}
