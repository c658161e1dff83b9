package io.txstream.status.lookup;

import java.time.Duration;
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

    /** Returns the document of a transaction, with {@code due_at} if it is PROCESSING. */
    public TransactionDocument of(TransactionView view) {
        TransactionView complete = view.dueAfter(delay);
        return new TransactionDocument(complete, mapper.writeValueAsBytes(complete));
    }
}
