package io.txstream.local;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.local.ChildProcessFile.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;

/** One run, from the check that it can be to the end of its last process. */
final class RunSession implements StackListener {
    private static final int ENDED_AS_ASKED = 0;
    private static final int FAILED = 1;

    private final long begin = System.nanoTime();
    private final StackSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final ChildProcessFile ledger;

    RunSession(StackSettings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        ledger = new ChildProcessFile(settings.data().resolve("children"));
    }

    /**
     * Returns the exit code once something failed. A signal ends the JVM before, with 0.
     *
     * @param fresh whether to delete first what earlier runs left
     */
    int execute(boolean fresh) {
        try (DataDirectory data = DataDirectory.open(settings.data())) {
            prepare(data, fresh);
            run(new LocalStack(settings));
        } catch (StartRefusedException e) {
            err.println(e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            err.println("Cannot work in " + settings.data() + ": " + e);
        }
        return FAILED;
    }

    @Override
    public void launched(Role role, ChildProcess child) {
        ledger.note(role, child.handle());
    }

    @Override
    public void ready(String name, Duration sinceStart) {
        out.printf("  %-17s ready after %4.1f s%n", name, sinceStart.toMillis() / 1000.0);
        out.flush();
    }

    private void prepare(DataDirectory data, boolean fresh) throws IOException {
        int leftovers = ledger.endLeftovers();
        if (leftovers > 0) {
            out.println("Ended " + leftovers + " processes that an earlier run left behind.");
        }
        settings.ports().taken().ifPresent(sentence -> {
            throw new StartRefusedException(sentence);
        });
        if (fresh) {
            data.clear();
        }
        data.rotateLogs();
    }

    private void run(LocalStack stack) {
        Thread hook = new Thread(() -> endAsAsked(stack), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            out.println("Starting; data and logs in " + settings.data());
            stack.start(this);
            ReadyMessage announcement = new ReadyMessage(settings);
            out.println(announcement.addresses());
            out.println(announcement.ready(elapsed(begin)));
            stack.awaitFailure();
        } catch (RuntimeException e) {
            fail(stack, hook, e);
        }
    }

    private void fail(LocalStack stack, Thread hook, RuntimeException cause) {
        if (stack.isClosing()) {
            return; // The hook is at work, and processes end because it told them to.
        }
        err.println(cause.getMessage());
        stop(stack);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException runsAlready) {
            // A signal came in meanwhile; stopping twice does no harm.
        }
    }

    /** On a signal, in a shutdown hook, from which only a halt can still set the exit code. */
    private void endAsAsked(LocalStack stack) {
        stop(stack);
        Runtime.getRuntime().halt(ENDED_AS_ASKED);
    }

    private void stop(LocalStack stack) {
        long asked = System.nanoTime();
        out.println("Stopping.");
        stack.close();
        ledger.clear();
        out.printf("Stopped after %.1f s.%n", elapsed(asked).toMillis() / 1000.0);
        out.flush();
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
