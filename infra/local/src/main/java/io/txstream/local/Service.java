package io.txstream.local;

/** The services of a stack. */
public enum Service {
    INGEST_GATEWAY("ingest-gateway", 0, 256),
    STATUS_QUERY("status-query", 1, 256),
    PROCESSOR_STREAM("processor-stream", 2, 384);

    private final String module;
    private final int portOffset;
    private final int heapMegabytes;

    Service(String module, int portOffset, int heapMegabytes) {
        this.module = module;
        this.portOffset = portOffset;
        this.heapMegabytes = heapMegabytes;
    }

    /** Returns the name of the module, of its jar, and of the first instance. */
    String module() {
        return module;
    }

    /** Returns the distance of its port from that of the ingest-gateway. */
    int portOffset() {
        return portOffset;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}
