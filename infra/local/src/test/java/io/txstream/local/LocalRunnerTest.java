package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.txstream.embedded.process.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A run that cannot start reports the reason in one line. */
class LocalRunnerTest {

    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense | Unknown option: '--nonsense'",
                "extra | Unmatched argument at index 0: 'extra'",
                "--port | Missing required parameter for option '--port' (N)",
                "--port=many | Invalid value for option '--port': 'many' is not an int",
                "--port=65535 | status-query would listen on port 65536, which does not exist; change it with --port",
                "--port=0 | ingest-gateway would listen on port 0, which does not exist; change it with --port",
                "--port=9091 | status-query and the Kafka broker would both listen on port 9092; "
                        + "change one with --port or --kafka-port",
                "--delay=soon | Invalid value for option '--delay': "
                        + "'soon' is not a duration such as 500ms, 30s, 2m or PT30S",
                "--delay=48h | Invalid value for option '--delay': '48h' is not from 0s to 24h",
                "--data= | Invalid value for option '--data': the name of the directory is empty",
            })
    void namesAWrongOptionInOneLineAndExitsWith2(String argument, String message) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(errors.toString().lines()).hasSize(2).endsWith("See infra/run --help.");
        assertThat(errors.toString().lines().findFirst().orElseThrow()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource({"--kafka=9093,--kafka-port", "--postgresport=1,--port or --postgres-port", "--frsh,--fresh"})
    void suggestsTheNearestOption(String argument, String suggestion) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(errors.toString().lines())
                .containsExactly(
                        "Unknown option: '%s'. Did you mean %s?".formatted(argument, suggestion),
                        "See infra/run --help.");
    }

    @Test
    void listsTheOptionsIfNoneIsSimilar() {
        assertThat(run("--prot=8001")).isEqualTo(2);
        assertThat(errors.toString())
                .startsWith("Unknown option: '--prot=8001'. The options are --port, --kafka-port, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void printsTheUsage(String option) {
        var output = new StringWriter();
        int status =
                LocalRunner.commandLine().setOut(new PrintWriter(output, true)).execute(option);

        assertThat(status).isZero();
        assertThat(output.toString()).startsWith("Usage: infra/run");
    }

    @Test
    void namesAPortInUseAndTheOptionThatChangesIt() throws IOException {
        int free = Ports.free(4);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = run(
                    "--port=" + free,
                    "--kafka-port=" + taken.getLocalPort(),
                    "--postgres-port=" + (free + 3),
                    "--data=" + directory);

            assertThat(status).isEqualTo(1);
            assertThat(errors.toString().lines())
                    .containsExactly(("Port %d, for the Kafka broker, is in use. Stop the process that listens there, "
                                    + "or choose another with --kafka-port.")
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void checksNoPortOfAServiceThatIsNotStarted() {
        var settings =
                new StackSettings(directory, directory, new StackLayout(65_535, 9092, 15_432, 1, Map.of()), true);

        assertThat(new ReadyMessage(settings).ready(Duration.ZERO)).isEqualTo("READY after 0 s, without the services.");
    }

    @Test
    void printsTheCommandsThatStartServicesByHand() {
        var settings = new StackSettings(directory, directory, new StackLayout(8000, 9092, 15_432, 1, Map.of()), true);

        assertThat(new ReadyMessage(settings.withDelay(Duration.ofSeconds(1))).addresses())
                .contains("Kafka             localhost:9092")
                .doesNotContain("The HTTP API")
                .containsPattern("SERVER_ADDRESS=127.0.0.1 SERVER_PORT=8000 .*java -jar \\S+/ingest-gateway.jar\n")
                .containsPattern(
                        "SERVER_PORT=8002 .*TXSTREAM_PROCESSOR_DELAY=PT1S java -jar \\S+/processor-stream.jar\n");
    }

    @Test
    void namesAPortThatOnlyRootMayUse() {
        String reason = Ports.bindFailure(1).orElse("");
        assumeThat(Ports.answers(1)).isFalse();
        assumeThat(reason).contains("denied");

        assertThat(run("--port=1", "--data=" + directory)).isEqualTo(1);

        assertThat(errors.toString().lines())
                .containsExactly(
                        "Port 1, for ingest-gateway, cannot be used: " + reason + ". Choose another with --port.");
    }

    @Test
    void refusesADirectoryThatItDidNotCreate() throws IOException {
        Path precious = Files.createFile(directory.resolve("precious"));

        assertThat(run("--fresh", "--data=" + directory)).isEqualTo(1);

        assertThat(errors.toString().lines()).hasSize(1);
        assertThat(errors.toString()).contains("holds files that infra/run did not create");
        assertThat(directory).isDirectoryContaining(precious::equals);
    }

    private int run(String... arguments) {
        CommandLine line = LocalRunner.commandLine().setErr(new PrintWriter(errors, true));
        return line.execute(arguments);
    }
}
