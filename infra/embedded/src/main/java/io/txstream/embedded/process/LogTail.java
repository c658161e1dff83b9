package io.txstream.embedded.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The last lines of a log file. Reads at most its last 64 KiB, and returns at most 500 characters of each line. */
final class LogTail {

    private static final int MAX_BYTES = 1 << 16;
    private static final int MAX_LINE_LENGTH = 500;

    private LogTail() {}

    static String of(Path log, int lines) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(file.length(), MAX_BYTES)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            List<String> all = new String(end, UTF_8).lines().toList();
            return all.stream()
                    .skip(Math.max(0, all.size() - lines))
                    .map(line -> line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + "…")
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
