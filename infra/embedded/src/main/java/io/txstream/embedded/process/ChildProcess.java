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
 * A running child process together with its descendants, with its output in a log file. It can be stopped, killed,
 * suspended and resumed. Thread-safe.
 */
public final class ChildProcess {

    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final int TAIL_LINES = 20;

    private final ProcessSpec spec;
    private final Process process;

    private ChildProcess(ProcessSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    /** Starts a process that the terminal's signals and input do not reach. */
    public static ChildProcess start(ProcessSpec spec) {
        try {
            File directory = Files.createDirectories(spec.log().getParent()).toFile();
            var builder = new ProcessBuilder(Detached.command(spec.command()))
                    .directory(directory)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().put("PROCESS_NAME", spec.name()); // for tools that act on one of several processes
            builder.environment().putAll(spec.environment());
            var child = new ChildProcess(spec, builder.start());
            if (spec.diesWithJvm()) {
                child.killWithJvm();
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name(), e);
        }
    }

    private void killWithJvm() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "kill-" + spec.name()));
        } catch (IllegalStateException jvmIsExiting) {
            kill();
            throw jvmIsExiting;
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

    /** Returns a future of the exit code: 128 + n after signal n. It completes on a thread of the JDK. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Returns an exception that reports the exit code and the end of the log. The process must have ended. */
    public ProcessFailedException ended() {
        return failed("ended with exit code " + process.exitValue());
    }

    /**
     * Polls every 100 ms until the process is ready.
     *
     * @throws ProcessFailedException if the process ends first, or is not ready within {@code timeout}
     */
    public void awaitReady(Duration timeout, BooleanSupplier isReady) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isReady.getAsBoolean()) {
            if (endsWithin(POLL_INTERVAL)) {
                throw ended();
            }
            if (System.nanoTime() - deadline > 0) {
                throw failed("was not ready within " + timeout.toSeconds() + " s");
            }
        }
    }

    /**
     * Waits up to a minute until the process has ended with exit code 0.
     *
     * @throws ProcessFailedException if it ends with another exit code, or is killed after that minute
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

    /** Sends SIGTERM, and kills the process if it has not ended within {@code grace}. */
    public void stop(Duration grace) {
        stop("TERM", grace);
    }

    /** Sends a signal such as INT, and kills the process if it has not ended within {@code grace}. */
    public void stop(String signal, Duration grace) {
        if (!isAlive()) {
            return;
        }
        // CONT, since a suspended process handles the first signal only after it was resumed.
        Signals.send(signal, List.of(handle()));
        Signals.send("CONT", family());
        if (!endsWithin(grace)) {
            kill();
        }
    }

    /** Kills the process and its descendants (SIGKILL), and returns when they have ended. */
    public void kill() {
        Processes.kill(family());
    }

    /** Suspends the process and its descendants (SIGSTOP): connections stay open, and no request is answered. */
    public void suspend() {
        Signals.send("STOP", family());
    }

    /** Resumes the process and its descendants after {@link #suspend()}. */
    public void resume() {
        Signals.send("CONT", family());
    }

    private List<ProcessHandle> family() {
        // The parent first: after it was killed or suspended, it starts no further children.
        return Stream.concat(Stream.of(handle()), process.descendants()).toList();
    }

    private boolean endsWithin(Duration duration) {
        try {
            return process.waitFor(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("still runs, but the thread that waited for it was interrupted");
        }
    }

    private ProcessFailedException failed(String what) {
        return new ProcessFailedException("%s %s; the end of %s:%n%s"
                .formatted(spec.name(), what, spec.log(), LogTail.of(spec.log(), TAIL_LINES)));
    }
}
