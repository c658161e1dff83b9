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

/** How long after they were due transactions came out, for whoever waits for them, and in which order. */
final class Lateness {
    private static final Duration NOTICEABLE = Duration.ofSeconds(1);

    private final List<Delivery> deliveries;

    Lateness(List<Delivery> deliveries) {
        this.deliveries = List.copyOf(deliveries);
    }

    /** The longest that a transaction waited beyond its due time. */
    Duration most(Predicate<Instant> during) {
        return within(during)
                .map(Delivery::lateness)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** When the last one came out that was more than a second late; {@code otherwise} if none was. */
    Instant last(Predicate<Instant> during, Instant otherwise) {
        return within(during)
                .filter(delivery -> delivery.lateness().compareTo(NOTICEABLE) > 0)
                .map(Delivery::seenAt)
                .max(Comparator.naturalOrder())
                .orElse(otherwise);
    }

    /** How many came out of a partition after one that was received, and so due, behind them. */
    long outOfOrder() {
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
        return deliveries.stream().filter(delivery -> during.test(delivery.seenAt()));
    }
}
