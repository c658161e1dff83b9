package io.txstream.service.reading;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How much one poll returns. Kafka's own limits on bytes count compressed bytes: a batch of 50 KB can hold 1,000
 * records of 1 MiB. Memory is therefore bounded by the number of records that the client decompresses at a time.
 *
 * @param step the records that the client decompresses at a time, 1 or more. Each can have 1 MiB
 * @param maxRecords how many records are gathered in steps before a poll returns, 1 or more
 * @param maxBytes a poll takes no further step once it has gathered this many bytes, 1 or more
 */
public record PollBounds(int step, int maxRecords, long maxBytes) {

    public PollBounds {
        if (step < 1 || maxRecords < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("not positive: " + step + ", " + maxRecords + ", " + maxBytes);
        }
    }

    /** Returns bounds with which every poll takes a single step. */
    public static PollBounds ofStep(int step) {
        return new PollBounds(step, 1, 1);
    }

    boolean isOneStep() {
        return maxRecords == 1;
    }

    /**
     * Returns the settings of a consumer that keeps these bounds. If a range is {@linkplain SkipPlan#isPending()
     * pending}, the client decompresses one record at a time, so that it stops exactly before the range.
     */
    Map<String, Object> settings(Map<String, Object> others, SkipPlan plan) {
        Map<String, Object> settings = new HashMap<>(others);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, plan.isPending() ? 1 : step);
        return settings;
    }
}
