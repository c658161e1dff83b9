package io.txstream.service;

/**
 * The verified layout of the topics, read once at startup.
 *
 * @param partitions the partition count, which is the same for all topics; 1 or more
 * @param replication the replication factor of the received topic, 1 or more
 * @param minInSyncReplicas {@code min.insync.replicas} of the received topic, 1 or more
 */
public record TopicLayout(int partitions, int replication, int minInSyncReplicas) {}
