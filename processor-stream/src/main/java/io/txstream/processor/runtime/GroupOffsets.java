package io.txstream.processor.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed offsets of the stream's group, on whatever instance the partitions are. */
final class GroupOffsets implements Supplier<Map<TopicPartition, Long>> {

    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);
    private static final int TIMEOUT_SECONDS = 3;

    private final Admin admin;
    private final String group;

    GroupOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** Blocks for 3 s at most. Returns nothing if the broker does not answer. */
    @Override
    public Map<TopicPartition, Long> get() {
        var committed = new HashMap<TopicPartition, Long>();
        try {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("cannot read the offsets of the group", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return committed;
    }
}
