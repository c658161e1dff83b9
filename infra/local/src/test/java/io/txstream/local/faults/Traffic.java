package io.txstream.local.faults;

/**
 * What the clients of a run send.
 *
 * @param perSecond messages per second, all clients but those of pairs together
 * @param invalidPercent percentage of invalid messages
 * @param pairClients clients that send a webhook and look it up, at full speed
 */
record Traffic(double perSecond, int invalidPercent, int pairClients) {}
