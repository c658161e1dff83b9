package io.txstream.local.faults;

import static io.txstream.local.Service.STATUS_QUERY;
import static java.util.Objects.requireNonNull;

import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.local.Service;
import io.txstream.local.StackSettings;
import io.txstream.local.faults.Setup.Tool;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.clock.SteppableClock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a run: what some faults need in addition to the processes. */
final class Toolbox implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final @Nullable TcpProxy database;
    private final @Nullable TcpProxy broker;
    private final @Nullable SteppableClock clock;
    private final StackSettings settings;

    /**
     * Creates the tools.
     *
     * @param plain settings of a stack that has none
     * @param brokerPort a free port, for the listener behind the proxy
     */
    Toolbox(Set<Tool> tools, StackSettings plain, int brokerPort) {
        int postgres = plain.layout().postgres();
        database = tools.contains(Tool.DATABASE_PROXY) ? TcpProxy.to(LOOPBACK, postgres) : null;
        broker = tools.contains(Tool.BROKER_PROXY) ? TcpProxy.to(LOOPBACK, brokerPort) : null;
        clock = tools.contains(Tool.STEPPABLE_CLOCKS)
                ? new SteppableClock(plain.data().resolve("clock"))
                : null;
        StackSettings changed = plain;
        if (database != null) {
            // Spring replaces the name in the URL, which differs between the instances.
            changed = changed.withEnvironment(STATUS_QUERY, "SPRING_R2DBC_URL", databaseUrl(database.port()));
        }
        if (broker != null) {
            int advertised = broker.port();
            changed = changed.withBrokers(kafka -> kafka.withProxiedListener(brokerPort, advertised));
            for (Service service : Service.values()) {
                changed =
                        changed.withEnvironment(service, "SPRING_KAFKA_BOOTSTRAP_SERVERS", LOOPBACK + ":" + advertised);
            }
        }
        settings = clock == null ? changed : changed.withJvmOption(clock.jvmOption());
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

    /** Returns the network between the services and the broker. */
    TcpProxy brokerNetwork() {
        return requireNonNull(broker, "this run was set up without a proxy before the broker");
    }

    SteppableClock clock() {
        return requireNonNull(clock, "this run was set up without steppable clocks");
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
