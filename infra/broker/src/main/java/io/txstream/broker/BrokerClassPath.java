package io.txstream.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The class path of the Kafka broker. Its version differs from that of the clients (decision 018), and both contain the
 * same classes, so the broker's libraries are on no other class path. The build copies them to
 * {@code infra/broker/target/lib}.
 */
public final class BrokerClassPath {

    private BrokerClassPath() {}

    /** Returns the class path in the form of {@code java -cp}. */
    public static String get() {
        return code() + File.pathSeparator + libraries().resolve("*");
    }

    /**
     * Returns a class loader for the class path, which sees no class of the caller except those of the JDK. The caller
     * closes it.
     */
    public static URLClassLoader loader() {
        try (Stream<Path> jars = Files.list(libraries())) {
            URL[] urls = Stream.concat(Stream.of(code()), jars)
                    .map(BrokerClassPath::url)
                    .toArray(URL[]::new);
            return new URLClassLoader("broker", urls, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path libraries() {
        Path libraries = code().resolveSibling("lib");
        if (!Files.isDirectory(libraries)) {
            throw new IllegalStateException("the libraries of the broker are missing: build infra/broker, which copies"
                    + " them to " + libraries);
        }
        return libraries;
    }

    /** Returns the jar of this module, or its directory of classes. */
    private static Path code() {
        return Path.of(URI.create(BrokerClassPath.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
