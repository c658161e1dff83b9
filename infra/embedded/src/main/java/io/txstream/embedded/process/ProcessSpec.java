package io.txstream.embedded.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start as a {@link ChildProcess}.
 *
 * @param name what messages call it
 * @param command the program and its arguments
 * @param environment added to this process's own
 * @param log takes all its output, appended; its directory is the child's working directory
 * @param diesWithJvm whether the child is killed when this JVM exits; false leaves the end to the caller
 */
public record ProcessSpec(
        String name, List<String> command, Map<String, String> environment, Path log, boolean diesWithJvm) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        log = log.toAbsolutePath();
    }
}
