package io.txstream.embedded.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own that is started, stopped, killed, frozen and started again on the same data. One
 * thread at a time drives it; {@link #close()} may come from any other, and waits for a launch that is under way.
 */
public abstract class ServerProcess implements AutoCloseable {
    private @Nullable ChildProcess process;
    private boolean closed;

    /** Makes ready what the process needs, and says what to start. */
    protected abstract ProcessSpec prepare();

    /** Waits until the process just launched answers. */
    protected abstract void awaitReady(ChildProcess launched);

    /** Asks the process to end, and returns when it has. */
    protected void stop(ChildProcess running) {
        running.stop(stopTimeout());
    }

    /** How long it has to end in order before it is killed. */
    protected Duration stopTimeout() {
        return Duration.ofSeconds(6);
    }

    /**
     * Starts the process and returns without waiting until it answers.
     *
     * @throws IllegalStateException if it runs already, or was closed
     */
    public final synchronized ChildProcess launch() {
        if (closed || isAlive()) {
            throw new IllegalStateException("closed or running already");
        }
        ChildProcess launched = ChildProcess.start(prepare());
        process = launched;
        return launched;
    }

    /**
     * Waits until the process launched last answers.
     *
     * @throws ProcessFailedException if it ends first, or takes too long
     */
    public final void awaitReady() {
        awaitReady(process());
    }

    /** Launches it and waits until it answers. */
    public final void start() {
        launch();
        awaitReady();
    }

    /** Stops it where it runs, and starts it on the same data and port. */
    public final void restart() {
        stop();
        start();
    }

    /** Ends it in order; kills it where it takes too long. */
    public final void stop() {
        stop(process());
    }

    /** Ends it as a crash does (SIGKILL). */
    public final void kill() {
        process().kill();
    }

    /** Freezes it (SIGSTOP): connections stay open and nothing answers. */
    public final void suspend() {
        process().suspend();
    }

    /** Lets it go on after {@link #suspend()}. */
    public final void resume() {
        process().resume();
    }

    /**
     * The process launched last.
     *
     * @throws IllegalStateException if none was
     */
    public final synchronized ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("never launched");
        }
        return process;
    }

    public final synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Stops it for good. Its data stay. */
    @Override
    public final void close() {
        synchronized (this) {
            closed = true;
        }
        if (isAlive()) {
            stop();
        }
    }
}
