package io.txstream.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit on the position up to which a running process may write to files (RLIMIT_FSIZE), set by {@code prlimit} of
 * Linux. It needs no rights beyond those to signal the process. Children inherit it.
 */
final class FileLimit {

    /** A soft limit of zero. The hard limit stays, so that the soft one can be raised again. */
    static final String NOTHING = "0:";

    static final String UNLIMITED = "unlimited:";

    private FileLimit() {}

    /** Sets the limit of processes. Skips those that have ended. */
    static void set(String limit, List<ProcessHandle> targets) {
        for (ProcessHandle target : targets) {
            List<String> command =
                    new ArrayList<>(List.of("prlimit", "--fsize=" + limit, "--pid", Long.toString(target.pid())));
            try {
                int status = new ProcessBuilder(command).inheritIO().start().waitFor();
                if (status != 0 && target.isAlive()) {
                    throw new IllegalStateException(String.join(" ", command) + " ended with exit code " + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("prlimit is needed; it is a part of util-linux", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while limiting " + target.pid(), e);
            }
        }
    }
}
