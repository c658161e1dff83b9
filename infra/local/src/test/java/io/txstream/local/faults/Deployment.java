package io.txstream.local.faults;

import java.time.Duration;
import java.util.List;

/** The system that a run sends to, looks at and judges, however its processes run. */
interface Deployment {

    /** Returns the processor's delay. */
    Duration delay();

    String bootstrapServers();

    /** Returns the base URL of each gateway. */
    List<String> gatewayUrls();

    /** Returns the base URL of each process that answers lookups. */
    List<String> lookupUrls();

    Tables tables();

    /**
     * Requires that no process has ended without a fault: in production, an operator would have to restart it.
     *
     * @throws io.txstream.embedded.process.ProcessFailedException with the end of its log
     * @throws NotRecoveredException with its name
     */
    void requireAllAlive();
}
