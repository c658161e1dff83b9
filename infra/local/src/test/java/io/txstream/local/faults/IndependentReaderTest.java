package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The script has tests in its own language, so that it shares nothing with the system here either. */
class IndependentReaderTest {

    @Test
    void reportsEveryBrokenLog() throws IOException, InterruptedException {
        assumeTrue(IndependentReader.isInstalled("python3", "--version"), "Python 3 is not installed");
        Process tests = new ProcessBuilder("python3", "-B", "-m", "unittest", "-q", "test_independent_reader")
                .directory(Path.of("src/test/python").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(tests.getInputStream().readAllBytes(), UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
    }
}
