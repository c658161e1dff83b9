package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunOptionsTest {

    private static final String LOG_FORMAT = "LOGGING_STRUCTURED_FORMAT_CONSOLE";

    @Test
    void servicesLogInPlainText() {
        assertThat(logFormats(Map.of())).containsOnly("");
    }

    @Test
    void theEnvironmentDecidesOnTheLogFormat() {
        assertThat(logFormats(Map.of(LOG_FORMAT, "ecs"))).containsOnly("ecs");
    }

    @Test
    void dataAreInTheProjectByDefault() {
        assertThat(settings(Map.of()).data()).isEqualTo(Path.of("/project/.data"));
    }

    private static String[] logFormats(Map<String, String> environment) {
        return Stream.of(Service.values())
                .map(service ->
                        settings(environment).options(service).environment().get(LOG_FORMAT))
                .toArray(String[]::new);
    }

    private static StackSettings settings(Map<String, String> environment) {
        return CommandLine.populateCommand(new RunOptions()).settings(Path.of("/project"), environment);
    }
}
