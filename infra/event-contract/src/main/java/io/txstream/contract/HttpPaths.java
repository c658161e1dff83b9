package io.txstream.contract;

/** The paths of the HTTP contract, relative to its base URL. */
public final class HttpPaths {

    /** {@code GET}: the health document. */
    public static final String ROOT = "/";

    /** {@code POST}: accepts a webhook. */
    public static final String WEBHOOKS = "/v1/webhooks/transactions";

    /** Every path below this one is served by status-query. */
    public static final String TRANSACTIONS = "/v1/transactions";

    /** {@code GET}: looks up one transaction. {@code transaction_id} is one percent-encoded path segment. */
    public static final String TRANSACTION = TRANSACTIONS + "/{transaction_id}";

    private HttpPaths() {}
}
