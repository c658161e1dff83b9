package io.txstream.embedded.process;

/** Kills a child process when this JVM exits. Thread-safe. */
final class KillHook {

    private final Thread hook;
    private boolean registered;

    /**
     * Registers the hook.
     *
     * @throws IllegalStateException if this JVM is exiting; the child is killed then
     */
    KillHook(ChildProcess child) {
        hook = new Thread(child::kill, "kill-" + child.name());
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            registered = true;
        } catch (IllegalStateException jvmIsExiting) {
            child.kill();
            throw jvmIsExiting;
        }
    }

    /** Removes the hook, which would keep an ended child in memory until this JVM exits. */
    synchronized void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException jvmIsExiting) {
            // The hook runs now, and finds no process to kill.
        }
        registered = false;
    }

    synchronized boolean isRegistered() {
        return registered;
    }
}
