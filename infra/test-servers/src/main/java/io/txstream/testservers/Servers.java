package io.txstream.testservers;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testsupport.servers.ServerKind;

/**
 * Starts the servers of a test: those of {@code infra/embedded}, or containers that listen on the same port of the
 * loopback address with the same settings. {@link ServerKind} is the switch.
 *
 * <p>A test that needs more than {@link Broker} and {@link Database} starts an embedded one, and says why with {@link
 * io.txstream.testsupport.servers.NeedsEmbeddedServers}.
 */
public final class Servers {

    private Servers() {}

    /**
     * Starts a broker, and returns when it answers. A container keeps its data until it is closed, and not in the
     * directory of the settings.
     *
     * @param settings without users and listeners of their own, which containers do not have
     */
    public static Broker broker(KafkaSettings settings) {
        return switch (ServerKind.current()) {
            case EMBEDDED -> KafkaServer.started(settings);
            case CONTAINERS -> started(new BrokerContainer(settings));
        };
    }

    /**
     * Starts a database server, and returns when it answers and has the database. A container keeps its data until it
     * is closed, and not in the directory of the settings.
     */
    public static Database database(PostgresSettings settings) {
        return switch (ServerKind.current()) {
            case EMBEDDED -> PostgresServer.started(settings);
            case CONTAINERS -> started(new DatabaseContainer(settings));
        };
    }

    private static <T extends ServerContainer> T started(T server) {
        server.start();
        return server;
    }
}
