package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** {@code infra/run --help} prints a file, since it must work before anything is built. */
class UsageTest {

    @Test
    void theScriptPrintsTheSameUsage() throws IOException {
        try (InputStream file = LocalRunner.class.getResourceAsStream("usage.txt")) {
            var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);

            assertThat(text).isEqualTo(LocalRunner.commandLine().getUsageMessage(Ansi.OFF));
        }
    }
}
