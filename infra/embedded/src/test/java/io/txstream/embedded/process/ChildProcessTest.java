package io.txstream.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    @Test
    void isForgottenAfterItsEnd() {
        ChildProcess child = start("exec sleep 60");
        assertThat(child.isKilledWithJvm()).isTrue();

        child.kill();

        await().until(() -> !child.isKilledWithJvm());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cannotWriteToFilesWhileItsDiskIsFull() {
        Path file = directory.resolve("file");
        Path refused = directory.resolve("refused");
        ChildProcess child =
                start("trap '' XFSZ; while :; do echo x >> %s || : > %s; sleep 0.1; done".formatted(file, refused));
        await().until(() -> sizeOf(file) > 0);

        child.fillDisk();
        await().until(() -> Files.exists(refused)); // an empty file needs no space
        long full = sizeOf(file);
        child.freeDisk();

        await().until(() -> sizeOf(file) > full);
        child.kill();
    }

    private static long sizeOf(Path file) {
        return file.toFile().length();
    }

    private ChildProcess start(String script) {
        return ChildProcess.start(new ProcessSpec("child", List.of("sh", "-c", script), Map.of(), log(), true));
    }

    private Path log() {
        return directory.resolve("child.log");
    }
}
