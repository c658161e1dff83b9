package io.txstream.embedded.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, which can be stopped, killed, suspended, and started again on the same data. Not
 * thread-safe, but for {@link #close()} and {@link #closeNow()}: any thread may call them, also during a start.
 */
public abstract class ServerProcess implements Server {

    /**
     * How long a process may take to stop before it is killed. Longer than every stop of a service takes, even if what
     * it depends on does not answer (infra/docs/budgets.md).
     */
    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private @Nullable ChildProcess process;
    private boolean closed;

    /** Prepares files and directories, and returns the process to start. */
    protected abstract ProcessSpec prepare();

    /** Waits until a process that was just launched is ready. */
    protected abstract void awaitReady(ChildProcess launched);

    /** Stops the process, and returns when it has ended. */
    protected void stop(ChildProcess running) {
        running.stop(STOP_TIMEOUT);
    }

    /**
     * Starts the process, and returns before it is ready.
     *
     * @throws IllegalStateException if it runs, or was closed
     */
    public final synchronized ChildProcess launch() {
        if (closed || isAlive()) {
            throw new IllegalStateException(closed ? "was closed" : "runs already");
        }
        ChildProcess launched = ChildProcess.start(prepare());
        process = launched;
        return launched;
    }

    /**
     * Waits until the process is ready.
     *
     * @throws ProcessFailedException if it ends first, or is not ready in time
     */
    public final void awaitReady() {
        awaitReady(process());
    }

    /** Launches the process, and waits until it is ready. */
    @Override
    public final void start() {
        launch();
        awaitReady();
    }

    /** Stops the process if it runs, and starts it on the same data and port. */
    @Override
    public final void restart() {
        stop();
        start();
    }

    @Override
    public final void stop() {
        stop(process());
    }

    @Override
    public final void kill() {
        process().kill();
    }

    /** Suspends the process (SIGSTOP). */
    @Override
    public final void suspend() {
        process().suspend();
    }

    @Override
    public final void resume() {
        process().resume();
    }

    /** Makes every write of the process to a file fail, as a full disk does; see {@link ChildProcess#fillDisk()}. */
    public final void fillDisk() {
        process().fillDisk();
    }

    /** Permits writes again after {@link #fillDisk()}. */
    public final void freeDisk() {
        process().freeDisk();
    }

    /**
     * Returns the process of the last launch.
     *
     * @throws IllegalStateException if there was none
     */
    public final synchronized ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("was never launched");
        }
        return process;
    }

    @Override
    public final synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Stops the process if it runs, and refuses further launches. The data are kept. */
    @Override
    public final void close() {
        refuseLaunches();
        if (isAlive()) {
            stop();
        }
    }

    /** Kills the process if it runs, and refuses further launches. The data are kept. */
    @Override
    public final void closeNow() {
        refuseLaunches();
        if (isAlive()) {
            kill();
        }
    }

    private synchronized void refuseLaunches() {
        closed = true;
    }
}
