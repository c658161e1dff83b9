package io.txstream.local;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.local.ChildProcessFile.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;

/** One run of a stack, from the checks before its start to the end of its last process. */
final class RunSession implements StackListener {

    private static final int STOPPED = 0;
    private static final int FAILED = 1;

    private final long begin = System.nanoTime();
    private final StackSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final ChildProcessFile children;

    RunSession(StackSettings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        children = new ChildProcessFile(settings.data().resolve("children"));
    }

    /**
     * Runs the stack until a process fails, and returns the exit code. A signal ends this JVM with exit code 0, so that
     * this method does not return.
     *
     * @param fresh whether to delete the data and logs of earlier runs first
     */
    int execute(boolean fresh) {
        try (DataDirectory data = DataDirectory.open(settings.data())) {
            prepare(data, fresh);
            run(new LocalStack(settings));
        } catch (StartRefusedException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            refuse(FileProblems.describe(e));
        } catch (UncheckedIOException e) {
            refuse(FileProblems.describe(e));
        }
        return FAILED;
    }

    @Override
    public void launched(Role role, ChildProcess child) {
        children.add(role, child.handle());
    }

    @Override
    public void ready(String name, Duration sinceStart) {
        out.printf("  %-17s ready after %4.1f s%n", name, sinceStart.toMillis() / 1000.0);
        out.flush();
    }

    private void refuse(String reason) {
        err.printf("The data directory %s cannot be used: %s.%n", settings.data(), reason);
    }

    private void prepare(DataDirectory data, boolean fresh) throws IOException {
        int leftovers = children.leftovers().size();
        if (leftovers > 0) {
            out.printf("Ending %d processes that an earlier run left behind.%n", leftovers);
            out.flush();
        }
        endLeftovers();
        settings.layout().unusablePort().ifPresent(sentence -> {
            throw new StartRefusedException(sentence);
        });
        if (fresh) {
            data.clear();
        }
        data.rotateLogs();
    }

    /** Ends the processes of an earlier run. A signal meanwhile kills those that are left, and ends this JVM. */
    private void endLeftovers() {
        var hook = new Thread(this::killAndHalt, "kill-leftovers");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            children.endLeftovers();
        } finally {
            removeHook(hook);
        }
    }

    /** A hook that stayed would kill what runs, and change the exit code, when this JVM ends. */
    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownHasBegun) {
            throw new StartRefusedException("Interrupted.");
        }
    }

    private void killAndHalt() {
        try {
            children.killLeftovers();
        } finally {
            Runtime.getRuntime().halt(STOPPED);
        }
    }

    private void run(LocalStack stack) {
        var hook = new Thread(() -> stopAndHalt(stack), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            out.printf("Starting; data and logs in %s%n", settings.data());
            out.flush();
            stack.start(this);
            var message = new ReadyMessage(settings);
            out.println();
            out.println(message.addresses());
            out.println(message.ready(elapsed(begin)));
            out.flush();
            stack.awaitFailure();
        } catch (RuntimeException e) {
            fail(stack, hook, e);
        }
    }

    private void fail(LocalStack stack, Thread hook, RuntimeException cause) {
        if (stack.isClosing()) {
            return; // The shutdown hook stops the processes, so their end is no failure.
        }
        err.println(cause.getMessage());
        stop(stack);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownHasBegun) {
            // A signal arrived meanwhile. A second stop changes nothing.
        }
    }

    /** Runs in a shutdown hook after a signal, where only a halt can still set the exit code. */
    private void stopAndHalt(LocalStack stack) {
        stop(stack);
        Runtime.getRuntime().halt(STOPPED);
    }

    private void stop(LocalStack stack) {
        long asked = System.nanoTime();
        out.println("Stopping.");
        out.flush();
        stack.close();
        children.delete();
        out.printf("Stopped after %.1f s.%n", elapsed(asked).toMillis() / 1000.0);
        out.flush();
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
