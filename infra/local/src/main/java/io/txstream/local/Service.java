package io.txstream.local;

/** The services of a stack, ordered by their ports. */
public enum Service {
    INGEST_GATEWAY("ingest-gateway", 256),
    STATUS_QUERY("status-query", 256),
    PROCESSOR_STREAM("processor-stream", 384);

    private final String module;
    private final int heapMegabytes;

    Service(String module, int heapMegabytes) {
        this.module = module;
        this.heapMegabytes = heapMegabytes;
    }

    /** Returns the name of the module, of its jar, and of the first instance. */
    String module() {
        return module;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}
