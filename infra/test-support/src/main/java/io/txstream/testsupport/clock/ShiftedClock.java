package io.txstream.testsupport.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The clock that a child JVM reads in place of the system's: the same plus an offset. The bootstrap class loader loads
 * this class, so that the JDK's own classes and all applications use one offset. It may use only classes of the JDK.
 */
public final class ShiftedClock {

    private static final long POLL_INTERVAL_MS = 20;

    private static volatile long offsetMs;

    private ShiftedClock() {}

    /** Replaces {@link System#currentTimeMillis()}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + offsetMs;
    }

    /** Replaces the result of the JDK's method that reads the clock with more precision than milliseconds. */
    public static Instant shift(Instant now) {
        long offset = offsetMs;
        return offset == 0 ? now : now.plusMillis(offset);
    }

    /** Follows the offset in a file, in milliseconds, for the life of this JVM. Without the file the offset is zero. */
    static void follow(Path file) {
        read(file);
        var thread = new Thread(() -> poll(file), "clock-offset");
        thread.setDaemon(true);
        thread.start();
    }

    private static void poll(Path file) {
        try {
            while (true) {
                Thread.sleep(POLL_INTERVAL_MS);
                read(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void read(Path file) {
        try {
            offsetMs = Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
        } catch (IOException e) {
            // It is being replaced; the next attempt reads it.
        }
    }
}
