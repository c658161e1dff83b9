package io.txstream.local;

import java.util.List;
import java.util.stream.Stream;

/** The JVM options with which the JVMs of a stack share one small machine. */
final class JvmOptions {

    private JvmOptions() {}

    /**
     * Returns options for a small heap and late optimization: the thresholds of the optimizing compiler are ten times
     * the default. Five JVMs that start at once on two cores spent 40 % of their time in that compiler, on code that
     * runs once. Hot code is still compiled, seconds later. Rejected: {@code -XX:TieredStopAtLevel=1} starts a little
     * faster, but the code stays slow.
     *
     * @param further options, which override these
     */
    static List<String> withHeap(int megabytes, List<String> further) {
        Stream<String> own = Stream.of(
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000");
        return Stream.concat(own, further.stream()).toList();
    }
}
