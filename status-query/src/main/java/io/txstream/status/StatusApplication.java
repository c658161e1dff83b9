package io.txstream.status;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Starts status-query and wires the lookups. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class StatusApplication {

    public static void main(String[] args) {
        SpringApplication.run(StatusApplication.class, args);
    }

    /** Unless Flyway is told its own: the two URLs know different options. */
    @Bean
    @ConditionalOnExpression("'${spring.flyway.url:}'.isEmpty()")
    MigrationConnection migrationConnection(R2dbcConnectionDetails database) {
        return new MigrationConnection(database.getConnectionFactoryOptions());
    }

    @Bean
    RouterFunction<ServerResponse> routes(DatabaseClient database) {
        return StatusRoutes.of(new PostgresTransactions(database));
    }
}
