package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.StartupProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

class ProjectionNotAheadCheckIT {

    @TempDir
    private Path directory;

    @Test
    void aMissingTableEndsTheStartWithAProblemAndARemedy() {
        // The check fails before it asks the broker.
        Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"));
        try (PostgresServer withoutTables = PostgresServer.started(PostgresSettings.in(directory))) {
            assertThatExceptionOfType(StartupProblemException.class)
                    .isThrownBy(() -> new ProjectionNotAheadCheck(admin, store(withoutTables), 1).afterPropertiesSet())
                    .withMessageContaining("relation \"projection_offsets\" does not exist")
                    .satisfies(problem -> assertThat(problem.remedy()).contains("drop what is left of the tables"));
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static ProjectionStore store(PostgresServer postgres) {
        ConnectionFactory connections = ConnectionFactories.get(ConnectionFactoryOptions.parse(postgres.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                .build());
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        return new ProjectionStore(DatabaseClient.create(connections), transactions);
    }
}
