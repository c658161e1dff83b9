package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.process.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Everything that keeps a run from starting is told in one line. */
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
                "--port=65535 | status-query would listen on port 65536, which does not exist; move it with --port",
                "--port=0 | ingest-gateway would listen on port 0, which does not exist; move it with --port",
                "--port=9091 | status-query and the Kafka broker would both listen on port 9092; move one with --port or --kafka-port",
                "--delay=soon | Invalid value for option '--delay': 'soon' is not a duration such as 500ms, 30s, 2m or PT30S",
            })
    void namesAWrongOptionInOneLineAndExitsWith2(String argument, String message) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(errors.toString().lines()).hasSize(2).endsWith("See infra/run --help.");
        assertThat(errors.toString().lines().findFirst().orElseThrow()).startsWith(message);
    }

    @Test
    void namesATakenPortAndTheOptionThatMovesIt() throws IOException {
        int free = Ports.free(4);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = run(
                    "--port=" + free,
                    "--kafka-port=" + taken.getLocalPort(),
                    "--postgres-port=" + (free + 3),
                    "--data=" + directory);

            assertThat(status).isEqualTo(1);
            assertThat(errors.toString().lines())
                    .containsExactly(
                            "Port %d, where the Kafka broker would listen, is taken; end what listens there, or move it with --kafka-port."
                                    .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void refusesADirectoryThatItDidNotMake() throws IOException {
        Path precious = Files.createFile(directory.resolve("precious"));

        assertThat(run("--fresh", "--data=" + directory)).isEqualTo(1);

        assertThat(errors.toString().lines()).hasSize(1);
        assertThat(errors.toString()).contains("holds files that infra/run did not make");
        assertThat(directory).isDirectoryContaining(precious::equals);
    }

    private int run(String... arguments) {
        CommandLine line = LocalRunner.commandLine().setErr(new PrintWriter(errors, true));
        return line.execute(arguments);
    }
}
