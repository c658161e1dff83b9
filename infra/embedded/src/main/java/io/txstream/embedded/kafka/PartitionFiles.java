package io.txstream.embedded.kafka;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * The files of one partition on a broker that does not run. Removing their end has the effect of a crash of the whole
 * machine: what the operating system had not written to the disk is gone, although it was acknowledged.
 */
final class PartitionFiles {

    private static final String SEGMENT = ".log";
    private static final List<String> BELONGING = List.of(SEGMENT, ".index", ".timeindex", ".txnindex", ".snapshot");

    /** With them the broker would trust the files. Without them it reads every segment, as after a crash. */
    private static final List<String> TRUSTED =
            List.of(".kafka_cleanshutdown", "recovery-point-offset-checkpoint", "replication-offset-checkpoint");

    private final Path data;
    private final Path directory;

    /** @param data the broker's directory of all partitions */
    PartitionFiles(Path data, TopicPartition partition) {
        this.data = data;
        directory = data.resolve(partition.toString());
    }

    /**
     * Removes every batch that holds the given offset or a later one.
     *
     * @return the new end of the log: the given offset, or that of the first record in its batch
     */
    long cut(long offset) throws IOException {
        for (String file : TRUSTED) {
            Files.deleteIfExists(data.resolve(file));
        }
        for (Path segment : segmentsFromTheLast()) {
            if (base(segment) >= offset) {
                delete(segment);
            } else {
                return truncate(segment, offset);
            }
        }
        return offset;
    }

    private List<Path> segmentsFromTheLast() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SEGMENT))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static long truncate(Path segment, long offset) throws IOException {
        long size = 0;
        long end = base(segment);
        try (var records = FileRecords.open(segment.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                if (batch.lastOffset() >= offset) {
                    end = batch.baseOffset();
                    break;
                }
                size += batch.sizeInBytes();
                end = batch.nextOffset();
            }
        }
        try (var file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
        return end;
    }

    private static void delete(Path segment) throws IOException {
        String stem = stem(segment);
        for (String suffix : BELONGING) {
            Files.deleteIfExists(segment.resolveSibling(stem + suffix));
        }
    }

    private static long base(Path segment) {
        return Long.parseLong(stem(segment));
    }

    private static String stem(Path segment) {
        String name = segment.getFileName().toString();
        return name.substring(0, name.length() - SEGMENT.length());
    }
}
