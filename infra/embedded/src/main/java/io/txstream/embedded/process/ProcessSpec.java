package io.txstream.embedded.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command and settings of a {@link ChildProcess}.
 *
 * @param name in messages
 * @param command the program and its arguments
 * @param environment variables in addition to this process's own
 * @param log file that all output is appended to; its directory is the child's working directory
 * @param diesWithJvm whether the child is killed when this JVM exits
 */
public record ProcessSpec(
        String name, List<String> command, Map<String, String> environment, Path log, boolean diesWithJvm) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        log = log.toAbsolutePath();
    }
}
