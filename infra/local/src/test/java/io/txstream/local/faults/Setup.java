package io.txstream.local.faults;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which processes a run starts, and how they are configured.
 *
 * @param brokers 1 or 3. Two brokers are no use: a majority of two is both, so that one that is down stops all writes
 * @param instances of each service, 1 or 2
 */
record Setup(Profile profile, int brokers, int instances, Set<Tool> tools) {

    /** What a fault needs in addition to the processes, and what costs too much to be there always. */
    enum Tool {
        /** An agent in each JVM makes its clock steppable, and its start slower. */
        STEPPABLE_CLOCKS,
        /** A proxy in this JVM between status-query and Postgres. */
        DATABASE_PROXY,
        /** Proxies in this JVM between each broker and all services and other brokers. */
        BROKER_PROXIES
    }

    Setup {
        tools = Set.copyOf(tools);
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("a run has 1 or 3 brokers, not " + brokers);
        }
        if (instances != 1 && instances != 2) {
            throw new IllegalArgumentException("a run has 1 or 2 instances of each service, not " + instances);
        }
    }

    /** Returns the setup of the judged runs: two instances of each service. */
    static Setup of(Profile profile, int brokers) {
        return new Setup(profile, brokers, 2, Set.of());
    }

    /** Returns the same setup with everything that some faults need. */
    Setup with(Collection<Fault> faults) {
        Set<Tool> needed =
                faults.stream().flatMap(fault -> fault.tools().stream()).collect(Collectors.toSet());
        return new Setup(profile, brokers, instances, needed);
    }
}
