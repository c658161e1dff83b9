package io.txstream.status.lookup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.txstream.contract.UtcTimestamp;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;

/** Writes transactions as JSON. Any thread may call it. */
public final class TransactionDocuments {

    private final JsonMapper mapper;
    private final Duration delay;

    /** @param delay the delay of the processor, from which {@code due_at} is computed */
    public TransactionDocuments(JsonMapper mapper, Duration delay) {
        this.mapper = mapper;
        this.delay = delay;
    }

    /** A transaction that is PROCESSING, as JSON. */
    private record Pending(
            @JsonUnwrapped TransactionView view,
            @JsonProperty("due_at") String dueAt) {}

    /** Returns the document of a transaction, with {@code due_at} if it is PROCESSING. */
    public TransactionDocument of(TransactionView view) {
        if (view.hasEnded()) {
            return new TransactionDocument(view, null, mapper.writeValueAsBytes(view));
        }
        Instant dueAt = Instant.parse(view.createdAt()).plus(delay);
        byte[] json = mapper.writeValueAsBytes(new Pending(view, UtcTimestamp.format(dueAt)));
        return new TransactionDocument(view, dueAt, json);
    }
}
