package io.txstream.local;

import java.util.List;

/** How the JVMs of a stack share one small machine. */
final class JvmOptions {
    private JvmOptions() {}

    /**
     * A small heap, and the optimizing compiler ten times as reluctant as by default: five JVMs that start at once on two
     * cores spent 40 % of their time in it, on code that start-up runs once. What is hot still gets compiled, seconds
     * later. The alternative, {@code -XX:TieredStopAtLevel=1}, starts a little faster still and stays slow.
     */
    static List<String> withHeap(int megabytes) {
        return List.of(
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000");
    }
}
