package io.txstream.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.testcontainers.utility.DockerImageName;

/** The public images, with the versions that the embedded servers have. */
final class Images {

    private static final Properties NAMES = load();

    private Images() {}

    static DockerImageName kafka() {
        return DockerImageName.parse(NAMES.getProperty("kafka"));
    }

    static DockerImageName postgres() {
        return DockerImageName.parse(NAMES.getProperty("postgres"));
    }

    private static Properties load() {
        var names = new Properties();
        try (InputStream file = Images.class.getResourceAsStream("images.properties")) {
            names.load(Objects.requireNonNull(file));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
