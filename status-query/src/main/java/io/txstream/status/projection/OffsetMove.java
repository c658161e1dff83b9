package io.txstream.status.projection;

import org.apache.kafka.common.TopicPartition;

/**
 * A compare-and-set of the stored offset of one partition.
 *
 * @param expected the stored offset that this consumer last read or wrote; if it has changed, the move fails
 * @param next the offset after the last record of the batch
 */
record OffsetMove(TopicPartition partition, long expected, long next) {}
