package io.txstream.embedded.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One started process and the processes it started in turn, with its output in a log file. Its end can be asked for,
 * forced, and waited for; a fault test may freeze it. Methods may be called from any thread.
 */
public final class ChildProcess {
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(1);
    private static final long POLL_MS = 100;
    private static final int TAIL_LINES = 20;

    private final ProcessSpec spec;
    private final Process process;

    private ChildProcess(ProcessSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    /** Starts it, out of the reach of the terminal's signals and input. */
    public static ChildProcess start(ProcessSpec spec) {
        try {
            File directory = Files.createDirectories(spec.log().getParent()).toFile();
            ProcessBuilder builder = new ProcessBuilder(Detached.command(spec.command()))
                    .directory(directory)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.environment());
            ChildProcess child = new ChildProcess(spec, builder.start());
            if (spec.diesWithJvm()) {
                Runtime.getRuntime().addShutdownHook(new Thread(child::kill, "kill-" + spec.name()));
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name(), e);
        }
    }

    public String name() {
        return spec.name();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code: 128 + n where signal n ended it. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Of one that has ended: says so, with its exit code and the end of its log. */
    public ProcessFailedException ended() {
        return failed("ended with exit code " + process.exitValue());
    }

    /**
     * Waits until it answers, asking every 100 ms.
     *
     * @throws ProcessFailedException if it ends before, or has not answered within {@code timeout}
     */
    public void awaitReady(Duration timeout, BooleanSupplier answers) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!answers.getAsBoolean()) {
            if (endsWithin(Duration.ofMillis(POLL_MS))) {
                throw ended();
            }
            if (System.nanoTime() - deadline > 0) {
                throw failed("was not ready within " + timeout.toSeconds() + " s");
            }
        }
    }

    /**
     * Waits until it has done its work.
     *
     * @throws ProcessFailedException if its exit code is not 0, or it takes longer than a minute
     */
    public void awaitSuccess() {
        if (!endsWithin(RUN_TIMEOUT)) {
            kill();
            throw failed("did not end within " + RUN_TIMEOUT.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw ended();
        }
    }

    /** Asks it to end (SIGTERM); kills it where it has not ended within {@code grace}. */
    public void stop(Duration grace) {
        stop("TERM", grace);
    }

    public void stop(String signal, Duration grace) {
        if (!isAlive()) {
            return;
        }
        // CONT, since a suspended process notices the other one only when it goes on.
        Signals.send(signal, List.of(handle()));
        Signals.send("CONT", family());
        if (!endsWithin(grace)) {
            kill();
        }
    }

    /** Ends it and all its descendants at once (SIGKILL), and returns when they are gone. */
    public void kill() {
        Processes.kill(family());
    }

    /** Freezes it and its descendants (SIGSTOP): connections stay open and nothing answers. */
    public void suspend() {
        Signals.send("STOP", family());
    }

    /** Lets it go on after {@link #suspend()}. */
    public void resume() {
        Signals.send("CONT", family());
    }

    private List<ProcessHandle> family() {
        // The parent first: once it is dead or frozen it starts no more children.
        return Stream.concat(Stream.of(handle()), process.descendants()).toList();
    }

    private boolean endsWithin(Duration duration) {
        try {
            return process.waitFor(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was waited for by a thread that was interrupted");
        }
    }

    private ProcessFailedException failed(String what) {
        return new ProcessFailedException("%s %s; the end of %s:%n%s"
                .formatted(spec.name(), what, spec.log(), LogTail.of(spec.log(), TAIL_LINES)));
    }
}
