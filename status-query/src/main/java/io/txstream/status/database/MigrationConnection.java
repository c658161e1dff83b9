package io.txstream.status.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Makes Flyway migrate the database that {@code spring.r2dbc.*} names. Flyway needs JDBC, so this class translates
 * host, port, database, user, password and SSL mode. Other R2DBC options do not apply to the migration.
 */
record MigrationConnection(ConnectionFactoryOptions options) implements FlywayConnectionDetails, JdbcConnectionDetails {

    private static final int DEFAULT_PORT = 5432;

    @Override
    public String getJdbcUrl() {
        String port = text(ConnectionFactoryOptions.PORT);
        String ssl = text(PostgresqlConnectionFactoryProvider.SSL_MODE);
        return "jdbc:postgresql://" + text(ConnectionFactoryOptions.HOST) + ":" + (port == null ? DEFAULT_PORT : port)
                + "/" + text(ConnectionFactoryOptions.DATABASE) + (ssl == null ? "" : "?sslmode=" + ssl);
    }

    @Override
    public @Nullable String getUsername() {
        return text(ConnectionFactoryOptions.USER);
    }

    @Override
    public @Nullable String getPassword() {
        return text(ConnectionFactoryOptions.PASSWORD);
    }

    @Override
    public String getDriverClassName() {
        return "org.postgresql.Driver";
    }

    private @Nullable String text(Option<?> option) {
        Object value = options.getValue(option);
        return value == null ? null : value.toString();
    }
}
