package io.txstream.local.faults;

import io.txstream.local.ServiceProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What runs know about the processors from their metrics. */
final class Processors {

    private static final Duration OBSERVATION = Duration.ofSeconds(1);

    private Processors() {}

    /** Returns the processor that received the most records within a second, or the first one if none received any. */
    static ServiceProcess mostActive(List<ServiceProcess> processors) {
        Map<ServiceProcess, Double> before = new HashMap<>();
        processors.forEach(processor -> before.put(processor, received(processor)));
        Pacing.pause(OBSERVATION);
        return processors.stream()
                .max(Comparator.comparingDouble(processor -> received(processor) - before.getOrDefault(processor, 0.0)))
                .orElseThrow();
    }

    /** Returns how many records a processor has received since its start; 0 if it does not answer. */
    static double received(ServiceProcess processor) {
        try {
            return Metrics.of(processor).sum("txstream_received_total");
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
