package io.txstream.local.faults;

import static io.txstream.local.Service.STATUS_QUERY;
import static java.util.Objects.requireNonNull;

import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.local.Service;
import io.txstream.local.StackSettings;
import io.txstream.local.faults.Setup.Tool;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.clock.SteppableClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The tools of a run: what some faults need in addition to the processes. */
final class Toolbox implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final @Nullable TcpProxy database;

    /** By the port of the broker; empty without proxies. */
    private final Map<Integer, TcpProxy> brokers = new HashMap<>();

    private final @Nullable SteppableClock clock;
    private final StackSettings settings;

    /**
     * Creates the tools.
     *
     * @param plain settings of a stack that has none
     * @param ports gives free ports
     */
    Toolbox(Set<Tool> tools, StackSettings plain, IntSupplier ports) {
        int postgres = plain.layout().postgres();
        database = tools.contains(Tool.DATABASE_PROXY) ? TcpProxy.to(LOOPBACK, postgres) : null;
        clock = tools.contains(Tool.STEPPABLE_CLOCKS)
                ? new SteppableClock(plain.data().resolve("clock"))
                : null;
        // Spring replaces the name in the URL, which differs between the instances.
        StackSettings withDatabase = database == null
                ? plain
                : plain.withEnvironment(STATUS_QUERY, "SPRING_R2DBC_URL", databaseUrl(database.port()));
        StackSettings withBrokers =
                tools.contains(Tool.BROKER_PROXIES) ? withBrokerProxies(withDatabase, ports) : withDatabase;
        settings = clock == null ? withBrokers : withBrokers.withJvmOption(clock.jvmOption());
    }

    private StackSettings withBrokerProxies(StackSettings plain, IntSupplier ports) {
        Map<Integer, Integer> listeners = new HashMap<>();
        List<String> bootstrapServers = new ArrayList<>();
        for (int i = 0; i < plain.layout().brokers(); i++) {
            int port = plain.layout().kafka() + KafkaSettings.PORTS * i;
            int listener = ports.getAsInt();
            TcpProxy proxy = TcpProxy.to(LOOPBACK, listener);
            listeners.put(port, listener);
            brokers.put(port, proxy);
            bootstrapServers.add(LOOPBACK + ":" + proxy.port());
        }
        // A single broker writes the markers of transactions by a connection to itself, which no network can lose.
        boolean betweenBrokers = plain.layout().brokers() > 1;
        StackSettings changed = plain.withBrokers(kafka -> kafka.withProxiedListener(
                requireNonNull(listeners.get(kafka.port())),
                brokerNetwork(kafka.port()).port(),
                betweenBrokers));
        for (Service service : Service.values()) {
            changed = changed.withEnvironment(
                    service, "SPRING_KAFKA_BOOTSTRAP_SERVERS", String.join(",", bootstrapServers));
        }
        return changed;
    }

    private static String databaseUrl(int port) {
        return "r2dbc:postgresql://%s:%d/%s?applicationName=${PROCESS_NAME}"
                .formatted(LOOPBACK, port, PostgresSettings.DATABASE);
    }

    /** Returns the settings of a stack that has the tools. */
    StackSettings settings() {
        return settings;
    }

    /** Returns the network between status-query and Postgres. */
    TcpProxy databaseNetwork() {
        return requireNonNull(database, "this run was set up without a proxy before Postgres");
    }

    /**
     * Returns the network between a broker and the services and other brokers.
     *
     * @param port the port of the broker
     */
    TcpProxy brokerNetwork(int port) {
        return requireNonNull(brokers.get(port), "this run was set up without proxies before the brokers");
    }

    SteppableClock clock() {
        return requireNonNull(clock, "this run was set up without steppable clocks");
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
        brokers.values().forEach(TcpProxy::close);
    }
}
