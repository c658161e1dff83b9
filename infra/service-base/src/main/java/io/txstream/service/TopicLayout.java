package io.txstream.service;

/**
 * The verified layout of the topics, read once at startup.
 *
 * @param partitions the partition count, which is the same for all topics; 1 or more
 */
public record TopicLayout(int partitions) {}
