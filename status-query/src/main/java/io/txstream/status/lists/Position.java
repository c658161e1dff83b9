package io.txstream.status.lists;

import java.time.Instant;

/**
 * The place of a transaction in the order of all lists: by {@code created_at}, then by the UTF-8 bytes of its id, both
 * descending.
 *
 * @param createdAt in whole microseconds, as stored
 */
record Position(Instant createdAt, String transactionId) {}
