package io.txstream.status.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class DatabaseConfigurationTest {

    private static final String R2DBC_URL = "r2dbc:postgresql://user:secret@host/name?sslMode=require";

    @Test
    void flywayMigratesTheDatabaseOfTheQueries() {
        withSettings(Map.of(), context -> {
            var connection = context.getBean(MigrationConnection.class);
            assertThat(connection.getJdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/name?sslmode=require");
            assertThat(connection.getUsername()).isEqualTo("user");
            assertThat(connection.getPassword()).isEqualTo("secret");
        });
    }

    @Test
    void anEmptyFlywayUrlCountsAsUnset() {
        withSettings(
                Map.of("spring.flyway.url", ""),
                context -> assertThat(context.getBeansOfType(MigrationConnection.class))
                        .hasSize(1));
    }

    @Test
    void aFlywayUrlOfItsOwnMayContainAQuote() {
        withSettings(
                Map.of("spring.flyway.url", "jdbc:postgresql://host/name?ApplicationName=it's"),
                context -> assertThat(context.getBeansOfType(MigrationConnection.class))
                        .isEmpty());
    }

    private static void withSettings(Map<String, Object> settings, Consumer<ApplicationContext> check) {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
            context.registerBean(R2dbcConnectionDetails.class, () -> () -> ConnectionFactoryOptions.parse(R2DBC_URL));
            context.register(DatabaseConfiguration.class);
            context.refresh();
            check.accept(context);
        }
    }
}
