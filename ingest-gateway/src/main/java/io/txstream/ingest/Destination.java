package io.txstream.ingest;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Where a webhook has its effects.
 *
 * <p>A request normally uses the destination that {@link WebhookHandler} was created with. {@link WarmUp}, which
 * subscribes to the handling of its own requests, substitutes another one through the Reactor context. An HTTP client
 * cannot: nothing in a request sets a context entry, and the key is private.
 *
 * @param log stores accepted transactions
 * @param metrics counts the answers
 */
record Destination(TransactionLog log, WebhookMetrics metrics) {

    private static final Object KEY = new Object();

    /** Returns the context with this destination, for the handling of one request. */
    Context substituteIn(Context context) {
        return context.put(KEY, this);
    }

    /** Returns the destination that was substituted in a request's context, or the usual one. */
    static Destination of(ContextView context, Destination usual) {
        return context.hasKey(KEY) ? context.get(KEY) : usual;
    }
}
