package io.txstream.local.faults;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Measures what the clients and judges of a run take from the processes under test: the CPU time of this JVM. */
final class LoadSideCpu {

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long cpuNanos = system.getProcessCpuTime();
    private final long nanoTime = System.nanoTime();

    /** Returns how many processors were busy with this JVM on average since this was created. */
    double processors() {
        return (system.getProcessCpuTime() - cpuNanos) / (double) (System.nanoTime() - nanoTime);
    }
}
