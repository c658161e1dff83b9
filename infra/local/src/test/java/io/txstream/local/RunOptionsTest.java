package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunOptionsTest {

    private final StackSettings settings =
            CommandLine.populateCommand(new RunOptions()).settings(Path.of("/project"));

    @Test
    void servicesLogInPlainText() {
        assertThat(Service.values())
                .allSatisfy(service -> assertThat(settings.options(service).environment())
                        .containsEntry("LOGGING_STRUCTURED_FORMAT_CONSOLE", ""));
    }

    @Test
    void dataAreInTheProjectByDefault() {
        assertThat(settings.data()).isEqualTo(Path.of("/project/.data"));
    }
}
