package io.txstream.status.projection;

import org.apache.kafka.common.TopicPartition;

/**
 * How far a batch moves one partition.
 *
 * @param expected where the writer last saw the offset
 * @param next the offset behind the last record of the batch
 */
record OffsetMove(TopicPartition partition, long expected, long next) {}
