package io.txstream.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void reportsItsExitCodeAndItsLog() {
        ChildProcess child = start("echo before; echo the reason; exit 7");

        assertThatThrownBy(() -> child.awaitReady(LONG_ENOUGH, () -> false))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("child ended with exit code 7")
                .hasMessageEndingWith("before%nthe reason".formatted());
    }

    @Test
    void reportsThatItWasNotReadyInTime() {
        ChildProcess child = start("exec sleep 60");

        assertThatThrownBy(() -> child.awaitReady(Duration.ZERO, () -> false))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("was not ready within 0 s");
        child.kill();
    }

    @Test
    void isKilledIfItDoesNotStop() {
        ChildProcess child = start("trap '' TERM; echo armed; while :; do sleep 1; done");
        child.awaitReady(LONG_ENOUGH, () -> LogTail.of(log(), 1).equals("armed"));

        child.stop(Duration.ofMillis(100));

        assertThat(child.onExit().join()).isEqualTo(137);
    }

    @Test
    void stopsInOrderEvenWhileSuspended() {
        ChildProcess child = start("trap 'exit 3' TERM; echo armed; while :; do sleep 0.1; done");
        child.awaitReady(LONG_ENOUGH, () -> LogTail.of(log(), 1).equals("armed"));

        child.suspend();
        child.stop(LONG_ENOUGH);

        assertThat(child.onExit().join()).isEqualTo(3);
    }

    @Test
    void killsItsDescendantsToo() {
        ChildProcess child = start("sleep 60 & echo $!; wait");
        child.awaitReady(LONG_ENOUGH, () -> !LogTail.of(log(), 1).isEmpty());
        ProcessHandle grandchild =
                ProcessHandle.of(Long.parseLong(LogTail.of(log(), 1))).orElseThrow();

        child.kill();

        assertThat(grandchild.isAlive()).isFalse();
    }

    private ChildProcess start(String script) {
        return ChildProcess.start(new ProcessSpec("child", List.of("sh", "-c", script), Map.of(), log(), true));
    }

    private Path log() {
        return directory.resolve("child.log");
    }
}
