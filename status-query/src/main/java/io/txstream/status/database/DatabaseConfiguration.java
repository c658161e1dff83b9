package io.txstream.status.database;

import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the database migration. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /**
     * Absent if {@code spring.flyway.url} is set. That setting exists because JDBC and R2DBC URLs support different
     * options.
     */
    @Bean
    @ConditionalOnExpression("environment.getProperty('spring.flyway.url', '').isEmpty()")
    MigrationConnection migrationConnection(R2dbcConnectionDetails database) {
        return new MigrationConnection(database.getConnectionFactoryOptions());
    }
}
