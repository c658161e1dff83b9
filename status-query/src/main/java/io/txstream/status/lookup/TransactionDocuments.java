package io.txstream.status.lookup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.txstream.contract.UtcTimestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes transactions as JSON. Any thread may call it. */
public final class TransactionDocuments {

    private final ObjectWriter writer;
    private final Duration delay;

    /** @param delay the delay of the processor, from which {@code due_at} is computed */
    public TransactionDocuments(JsonMapper mapper, Duration delay) {
        this.writer = mapper.writer().without(SerializationFeature.INDENT_OUTPUT); // events and NDJSON have lines
        this.delay = delay;
    }

    /** A transaction that is PROCESSING, as JSON. */
    private record Pending(
            @JsonUnwrapped TransactionView view,
            @JsonProperty("due_at") String dueAt) {}

    /** Returns the document of a transaction in one line, with {@code due_at} if it is PROCESSING. */
    public TransactionDocument of(TransactionView view) {
        Instant dueAt = dueAt(view);
        Object body = dueAt == null ? view : new Pending(view, UtcTimestamp.format(dueAt));
        return new TransactionDocument(view, dueAt, writer.writeValueAsBytes(body));
    }

    /** Returns when the transaction is due to be published; null unless it is PROCESSING. */
    public @Nullable Instant dueAt(TransactionView view) {
        return view.hasEnded() ? null : Instant.parse(view.createdAt()).plus(delay);
    }
}
