package io.txstream.processor.flow;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of this process, as arguments for the nodes. Kafka Streams has a third one, which never jumps: the time
 * that it passes to nodes and punctuators.
 *
 * @param wall the wall clock, which can step forward and back
 * @param nanoTime the elapsed time in nanoseconds from any origin, for durations
 */
public record ProcessClock(InstantSource wall, LongSupplier nanoTime) {

    /**
     * How far a broker's clock may be ahead of this process. Machines that NTP keeps together differ by less than a
     * second; a minute leaves room for a machine that has just started. No store sees a time further ahead, unless it
     * had reached that time before.
     */
    public static final Duration TOLERANCE = Duration.ofMinutes(1);
}
