package io.txstream.service;

/**
 * The topics as they were found, and found right, when the service started.
 *
 * @param partitions how many each of them has, 1 or more
 */
public record TopicLayout(int partitions) {}
