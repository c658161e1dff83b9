package io.txstream.status.projection;

/**
 * What the broker says about one partition.
 *
 * @param topicId the id of its topic
 * @param start the offset of the first record that still exists
 * @param end the offset after the last record, open transactions included
 */
record LogRange(String topicId, long start, long end) {}
