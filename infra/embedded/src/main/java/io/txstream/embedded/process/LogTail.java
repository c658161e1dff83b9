package io.txstream.embedded.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log that may be long, and so may its lines: at most its last 64 KiB are read, and 500 characters a line. */
final class LogTail {
    private static final int MAX_BYTES = 1 << 16;
    private static final int MAX_LINE = 500;

    private LogTail() {}

    static String of(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(file.length(), MAX_BYTES)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return all.stream()
                    .skip(Math.max(0, all.size() - lines))
                    .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…")
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
