package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The consumer that README shows, run as README says. */
@Execution(ExecutionMode.CONCURRENT)
class ReadmeConsumerIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private final LocalStack stack = RunningStack.get();

    @Test
    void itPrintsProcessedTransactions() throws IOException {
        String brokers = stack.kafka().bootstrapServers();
        Files.writeString(directory.resolve("Processed.java"), program().replace("localhost:9092", brokers));
        start(JavaCommand.ofJar(
                        ROOT.resolve("status-query/target/status-query.jar"),
                        List.of("-Djarmode=tools"),
                        List.of("extract", "--destination", "extracted")))
                .awaitSuccess();
        ChildProcess consumer =
                start(JavaCommand.ofMainClass("extracted/lib/*", "Processed.java", List.of(), List.of()));
        try {
            new ApiClient(stack.gateway().url()).submit(ApiClient.transaction("consumed", "1"));
            consumer.awaitReady(Duration.ofSeconds(60), () -> output().contains("\"transaction_id\":\"consumed\""));
        } finally {
            consumer.kill();
        }
    }

    private static String program() throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(program.find()).isTrue();
        return program.group(1);
    }

    private ChildProcess start(List<String> command) {
        return ChildProcess.start(new ProcessSpec("readme", command, Map.of(), directory.resolve("output"), true));
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
