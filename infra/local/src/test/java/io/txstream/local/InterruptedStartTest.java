package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.local.ChildProcessFile.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while {@code infra/run} ends the processes that an earlier, killed run left behind. */
class InterruptedStartTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void leavesNoProcessOfTheEarlierRun() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.createFile(data.resolve("made-by-infra-run"));
        ChildProcess leftover =
                start("leftover", List.of("sh", "-c", "trap '' TERM; echo armed; while :; do sleep 1; done"));
        awaitOutput("leftover", "armed");
        new ChildProcessFile(data.resolve("children")).add(Role.SERVICE, leftover.handle());

        List<String> command =
                JavaCommand.ofMainClass(LocalRunner.class.getName(), List.of(), List.of("--data", data.toString()));
        ChildProcess run = start("run", command);
        awaitOutput("run", "Ending 1 processes that an earlier run left behind.");
        run.stop(TIMEOUT); // as Ctrl-C, which a shell can have made its background processes ignore

        assertThat(run.onExit()).succeedsWithin(TIMEOUT).isEqualTo(0);
        assertThat(leftover.onExit()).succeedsWithin(TIMEOUT).isEqualTo(137);
    }

    private ChildProcess start(String name, List<String> command) {
        return ChildProcess.start(new ProcessSpec(name, command, Map.of(), log(name), true));
    }

    private void awaitOutput(String name, String text) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(log(name)).content().contains(text));
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }
}
