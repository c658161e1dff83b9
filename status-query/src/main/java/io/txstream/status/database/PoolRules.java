package io.txstream.status.database;

import java.time.Duration;
import java.util.Map;

/**
 * What one pool of connections is for.
 *
 * @param maxSize number of connections, 1 or more; they are opened on demand
 * @param maxWaiting number of callers that may wait for a connection, 0 or more; further ones fail at once
 * @param maxWait the longest time that a caller waits for a connection
 * @param maxUse the longest use of a connection; a longer use fails, and the connection is closed
 * @param writes whether a database that is read-only is refused; a standby always is
 * @param settings parameters of the database that each of its sessions sets, by name
 */
record PoolRules(
        int maxSize, int maxWaiting, Duration maxWait, Duration maxUse, boolean writes, Map<String, String> settings) {

    /** Rules of a pool whose sessions set no parameters. */
    PoolRules(int maxSize, int maxWaiting, Duration maxWait, Duration maxUse, boolean writes) {
        this(maxSize, maxWaiting, maxWait, maxUse, writes, Map.of());
    }
}
