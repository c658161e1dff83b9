package io.txstream.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.broker.BrokerClassPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Writes {@code server.properties}, and formats the storage before the first start.
 *
 * <p>The quorum is part of this file and not recorded in the metadata log ({@code format --standalone}), so that the
 * ports may differ from one start to the next.
 */
final class BrokerConfiguration {

    private final KafkaSettings settings;
    private final QuorumMember member;

    BrokerConfiguration(KafkaSettings settings, QuorumMember member) {
        this.settings = settings;
        this.member = member;
    }

    /** Returns the configuration file to start the broker with. */
    Path prepare() {
        try {
            Files.createDirectories(settings.dataDirectory());
            Path file = settings.directory().resolve("server.properties");
            try (OutputStream output = Files.newOutputStream(file)) {
                properties().store(output, null);
            }
            if (Files.notExists(settings.dataDirectory().resolve("meta.properties"))) {
                format(file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the broker in " + settings.directory(), e);
        }
    }

    private Properties properties() {
        var properties = new Properties();
        properties.putAll(KafkaSettings.fixedProperties());
        String broker = "BROKER://127.0.0.1:" + settings.port();
        properties.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + settings.controllerPort());
        properties.setProperty("advertised.listeners", broker);
        properties.setProperty("log.dirs", settings.dataDirectory().toString());
        properties.putAll(member.settings());
        properties.putAll(settings.properties());
        return properties;
    }

    private void format(Path file) {
        var output = new ByteArrayOutputStream();
        String[] arguments = {
            "format", "--ignore-formatted", "--cluster-id", member.clusterId(), "--config", file.toString()
        };
        int status = storageTool(arguments, new PrintStream(output, true, UTF_8));
        if (status != 0) {
            throw new IllegalStateException("formatting failed: " + output.toString(UTF_8));
        }
    }

    /** In this process: a process of its own would start a JVM to write two small files. */
    private static int storageTool(String[] arguments, PrintStream output) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader broker = BrokerClassPath.loader()) {
            thread.setContextClassLoader(broker); // Kafka loads the classes that settings name with it
            return (int) broker.loadClass("kafka.tools.StorageTool")
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(null, arguments, output);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("formatting failed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
