package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code infra/run} before and during a build, in a project without modules and a Maven that sleeps. */
class RunScriptTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path USAGE = Path.of("src/main/resources/io/txstream/local/usage.txt");

    @TempDir
    private Path root;

    private Path output;
    private Path lock;
    private @Nullable Process script;

    @BeforeEach
    void createProject() throws IOException {
        output = root.resolve("output");
        lock = root.resolve("infra/local/target/building");
        Files.createDirectories(lock.getParent());
        Files.createFile(root.resolve("pom.xml"));
        Files.copy(Path.of("../run"), root.resolve("infra/run"));
        Path usage = root.resolve("infra/local").resolve(USAGE);
        Files.createDirectories(usage.getParent());
        Files.copy(USAGE, usage);
        Path maven = Files.createDirectory(root.resolve("bin")).resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\necho maven runs\nexec sleep 60\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (script != null) {
            script.destroy();
            script.waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void printsTheUsageBeforeAnythingIsBuilt(String option) throws Exception {
        assertThat(start(option).waitFor()).isZero();

        assertThat(output).hasSameTextualContentAs(USAGE);
    }

    @Test
    void anInterruptedBuildEndsWith130() throws Exception {
        Process build = start();
        awaitOutput("maven runs");
        assertThat(Files.isSymbolicLink(lock)).isTrue();

        build.destroy();

        assertThat(build.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(build.exitValue()).isEqualTo(130);
        assertThat(output).content().endsWith("Interrupted.\n");
        assertThat(Files.isSymbolicLink(lock)).isFalse();
    }

    @Test
    void waitsForTheBuildOfAnotherRun() throws Exception {
        long pid = ProcessHandle.current().pid();
        Files.createSymbolicLink(lock, Path.of(Long.toString(pid)));
        start();
        awaitOutput("Another infra/run is building (process " + pid + "); waiting.");
        assertThat(output).content().doesNotContain("maven runs");

        Files.delete(lock);

        awaitOutput("maven runs");
    }

    @Test
    void takesOverTheLockOfAKilledRun() throws Exception {
        Files.createSymbolicLink(lock, Path.of(Long.toString(ended())));

        start();

        awaitOutput("maven runs");
    }

    @Test
    void takesOverFromARunThatWasKilledWhileItTookOver() throws Exception {
        String builder = Long.toString(ended());
        String remover = Long.toString(ended());
        Files.createSymbolicLink(lock, Path.of(builder));
        Path marker = Files.createSymbolicLink(lock.resolveSibling("building.after-" + builder), Path.of(remover));

        start();

        awaitOutput("maven runs");
        assertThat(Files.isSymbolicLink(marker)).isFalse();
    }

    @Test
    void runsThatFindTheLockOfAKilledRunBuildOneAfterTheOther() throws Exception {
        Path busy = root.resolve("busy");
        Path maven = root.resolve("bin/mvn");
        Files.writeString(maven, "#!/bin/sh\nmkdir %s || echo overlap\nsleep 0.3\nrmdir %s\n".formatted(busy, busy));
        Files.createSymbolicLink(lock, Path.of(Long.toString(ended())));

        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(start());
        }
        for (Process run : runs) {
            assertThat(run.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(output).content().contains("Building").doesNotContain("overlap");
        assertThat(Files.isSymbolicLink(lock)).isFalse();
    }

    private static long ended() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @Test
    void namesAJavaHomeThatHoldsNoJdk() throws Exception {
        start("--port=1", "JAVA_HOME=" + root);

        awaitOutput("JAVA_HOME (" + root + ") is not a JDK of version 17 or later; using /");
    }

    private Process start(String... arguments) throws IOException {
        var builder = new ProcessBuilder("bash", root.resolve("infra/run").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        String jdk = System.getProperty("java.home");
        builder.environment().put("JAVA_HOME", jdk);
        builder.environment().merge("PATH", "", (path, none) -> root.resolve("bin") + ":" + jdk + "/bin:" + path);
        for (String argument : arguments) {
            if (argument.startsWith("JAVA_HOME=")) {
                builder.environment().put("JAVA_HOME", argument.substring("JAVA_HOME=".length()));
            } else {
                builder.command().add(argument);
            }
        }
        script = builder.start();
        return script;
    }

    private void awaitOutput(String text) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(output).content().contains(text));
    }
}
