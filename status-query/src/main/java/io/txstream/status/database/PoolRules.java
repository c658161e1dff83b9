package io.txstream.status.database;

import java.time.Duration;

/**
 * What one pool of connections is for.
 *
 * @param maxSize number of connections, 1 or more; they are opened on demand
 * @param maxWaiting number of callers that may wait for a connection, 0 or more; further ones fail at once
 * @param maxWait the longest time that a caller waits for a connection
 * @param maxUse the longest use of a connection; a longer use fails, and the connection is closed
 * @param writes whether a database that is read-only is refused; a standby always is
 */
record PoolRules(int maxSize, int maxWaiting, Duration maxWait, Duration maxUse, boolean writes) {}
