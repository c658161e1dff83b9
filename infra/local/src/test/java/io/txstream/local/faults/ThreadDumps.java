package io.txstream.local.faults;

import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds out what stuck processes wait for. */
final class ThreadDumps {

    private ThreadDumps() {}

    /** Makes JVMs that run print their threads to their logs (SIGQUIT). */
    static void of(List<? extends ServerProcess> servers) {
        if (servers.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-QUIT"));
        servers.forEach(
                server -> command.add(Long.toString(server.process().handle().pid())));
        try {
            int unused = new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
