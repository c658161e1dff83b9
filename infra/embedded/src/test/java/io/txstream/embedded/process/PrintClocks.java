package io.txstream.embedded.process;

import java.time.Clock;
import java.time.Instant;
import java.util.stream.LongStream;

/** A program that prints how far each of its clocks is from its first argument, in milliseconds, one line a clock. */
final class PrintClocks {

    private PrintClocks() {}

    public static void main(String... arguments) {
        long origin = Long.parseLong(arguments[0]);
        LongStream.of(
                        System.currentTimeMillis(),
                        Instant.now().toEpochMilli(),
                        Clock.systemUTC().millis(),
                        Clock.systemUTC().instant().toEpochMilli())
                .forEach(now -> System.out.println(now - origin));
    }
}
