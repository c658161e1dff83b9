package io.txstream.embedded.process;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shields child processes from the terminal's Ctrl-C and hang-up. Both signals go to the whole foreground process
 * group, but the parent must stop its children in order. The child keeps the process id of the started command.
 */
final class Detached {

    private Detached() {}

    static List<String> command(List<String> command) {
        List<String> detached = new ArrayList<>(prefix());
        detached.addAll(command);
        return detached;
    }

    private static List<String> prefix() {
        if (isOnPath("setsid")) {
            return List.of("setsid");
        }
        // macOS has no setsid. An ignored signal stays ignored through exec, and a JVM does not change that.
        return List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, program).canExecute());
    }
}
