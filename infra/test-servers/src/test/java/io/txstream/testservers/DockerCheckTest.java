package io.txstream.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** As the profile runs it. Where there is a Docker at the usual address, Testcontainers finds it all the same. */
    @Test
    void withoutDockerItEndsWithOneLineThatSaysWhatToDo() throws IOException {
        assumeThat(Path.of("/var/run/docker.sock")).doesNotExist();
        Path log = directory.resolve("log");
        List<String> command =
                JavaCommand.ofMainClass(DockerCheck.class.getName(), List.of("-Duser.home=" + directory), List.of());
        Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + directory.resolve("absent.sock"));
        ChildProcess check = ChildProcess.start(new ProcessSpec("check", command, environment, log, true));
        assertThat(check.onExit()).succeedsWithin(TIMEOUT).isEqualTo(1);
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .startsWith("No Docker answers at unix://" + directory)
                .contains("set DOCKER_HOST");
    }
}
