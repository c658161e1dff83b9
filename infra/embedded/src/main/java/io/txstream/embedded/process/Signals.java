package io.txstream.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Sends signals that {@link ProcessHandle} cannot. Uses the shell's {@code kill}, which every POSIX system has. */
final class Signals {

    private Signals() {}

    /** Sends a signal to processes. Skips those that have ended. */
    static void send(String signal, List<ProcessHandle> targets) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "s=$1; shift; for p; do kill -\"$s\" \"$p\" 2>/dev/null; done; :", "sh", signal));
        targets.stream().map(target -> Long.toString(target.pid())).forEach(command::add);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
