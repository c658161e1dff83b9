package io.txstream.local;

import io.txstream.embedded.process.ChildProcess;
import java.time.Duration;

/** Hears how a stack comes up. Called on several threads. */
interface StackListener {
    /** A process was started. */
    void launched(ChildProcessFile.Role role, ChildProcess child);

    /** It answers, and can do its work. */
    void ready(String name, Duration sinceStart);

    /** Hears nothing. */
    static StackListener none() {
        return new StackListener() {
            @Override
            public void launched(ChildProcessFile.Role role, ChildProcess child) {}

            @Override
            public void ready(String name, Duration sinceStart) {}
        };
    }
}
