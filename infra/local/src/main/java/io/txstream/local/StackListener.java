package io.txstream.local;

import io.txstream.embedded.process.ChildProcess;
import java.time.Duration;

/** Receives the events of a stack's start. The methods are called on several threads at once. */
interface StackListener {

    /** A process was started. */
    default void launched(ChildProcessFile.Role role, ChildProcess child) {}

    /** A process is ready. */
    default void ready(String name, Duration sinceStart) {}
}
