package io.txstream.service;

/**
 * What a service knows of the topics after it has verified them at its start.
 *
 * @param partitions the partition count, which is the same for all topics; 1 or more
 */
public record TopicLayout(int partitions) {}
