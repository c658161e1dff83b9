package io.txstream.testservers;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** Whether Docker can be reached. Maven runs this program before the tests of the profile {@code testcontainers}. */
final class DockerCheck {

    private DockerCheck() {}

    /** Ends with exit code 1 and one line on the error output if no Docker answers. */
    public static void main(String... arguments) {
        // Testcontainers logs each address that it tries, with stack traces.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try {
            require();
            System.exit(0); // a client can leave threads behind
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Returns if Docker answers. The first call connects, and later ones return what it found.
     *
     * @throws IllegalStateException if no Docker answers; the message says what to do
     */
    static void require() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("No Docker answers at "
                    + address(System.getenv("DOCKER_HOST"))
                    + ". Start it, or set DOCKER_HOST, as in unix:///var/run/docker.sock.");
        }
    }

    private static String address(@Nullable String configured) {
        return Objects.requireNonNullElse(configured, "its usual addresses");
    }
}
