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

    /**
     * {@code GET} with {@code Accept: text/event-stream}: every change of a transaction. With another type, this is the
     * lookup of the transaction with the id {@code stream}.
     */
    public static final String TRANSACTION_CHANGES = TRANSACTIONS + "/stream";

    /** {@code GET}: {@link ContractDocument#OPENAPI}. */
    public static final String OPENAPI = "/openapi.yaml";

    /** {@code GET}: {@link ContractDocument#ASYNCAPI}. */
    public static final String ASYNCAPI = "/asyncapi.yaml";

    /** {@code GET}: a page that renders {@link ContractDocument#OPENAPI}. */
    public static final String DOCS = "/docs";

    /** {@code GET}: a file that the page of {@link #DOCS} uses. */
    public static final String DOCS_FILE = DOCS + "/{file}";

    private HttpPaths() {}
}
