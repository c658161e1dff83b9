package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.processor.progress.Pending;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code NothingLost}: the entries of the due store that the progress names, the first and the newest, must be in the
 * store. They were committed in one transaction with it. If one is not, the store's changelog was emptied or its tail
 * was cut off, and pending transactions would be lost without a trace.
 *
 * <p>Nothing is lost if a version without progress records ran in between and released the entry, or if the progress
 * changelog lost its own tail. The way out is the same.
 */
final class PendingCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PendingCheck.class);

    private final List<String> continueFrom;

    /**
     * @param continueFrom where the operator chose to continue, each as {@code <partition>:<offset>@<state>}
     */
    PendingCheck(List<String> continueFrom) {
        this.continueFrom = List.copyOf(continueFrom);
    }

    /**
     * Compares a task's stores when they are opened.
     *
     * @throws StartupProblemException if the entry is missing, and the operator did not choose to go on without it
     */
    void verify(ProcessingContext task, KeyValueStore<Bytes, byte[]> store, ProgressStore progress) {
        Bytes key = missing(store, progress.pending());
        if (key == null) {
            return;
        }
        int partition = task.taskId().partition();
        DueKey missing = DueKey.fromBytes(key);
        String entry = "%d:%d@%s".formatted(partition, missing.offset(), fingerprint(key));
        String id = new String(missing.id(), UTF_8);
        Instant dueAt = Instant.ofEpochMilli(missing.dueMillis());
        if (continueFrom.contains(entry)) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("transaction_id", id)
                    .addKeyValue("offset", missing.offset())
                    .addKeyValue("due_at", dueAt)
                    .log("continuing without the pending transactions that are lost, of which this is one");
            return;
        }
        throw new StartupProblemException(
                "pending transactions of partition " + partition + " are lost: the due store does not hold " + id
                        + " of offset " + missing.offset() + ", due at " + dueAt,
                "restore the topic " + task.applicationId() + "-" + store.name() + "-changelog, or continue without"
                        + " them: set TXSTREAM_PROCESSOR_CONTINUE_FROM=" + with(entry));
    }

    private static @Nullable Bytes missing(KeyValueStore<Bytes, byte[]> store, @Nullable Pending pending) {
        if (pending == null) {
            return null;
        }
        return Stream.of(pending.head(), pending.newest())
                .filter(key -> key != null && store.get(key) == null)
                .findFirst()
                .orElse(null);
    }

    /** Keeps the entries of other partitions: each start names one, and needs those that earlier ones have named. */
    private String with(String entry) {
        return Stream.concat(continueFrom.stream(), Stream.of(entry)).collect(Collectors.joining(","));
    }

    /** Returns a short name of the missing entry, so that an answer to one loss does not fit the next. */
    private static String fingerprint(Bytes key) {
        var crc = new CRC32();
        crc.update(key.get());
        return "%08x".formatted(crc.getValue());
    }
}
