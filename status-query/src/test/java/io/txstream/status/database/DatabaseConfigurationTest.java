package io.txstream.status.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.service.StartupProblemException;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r2dbc:mysql://user:secret@host/name",
                "r2dbc:pool:postgresql://user:secret@host/name",
                "jdbc:postgresql://user:secret@host/name"
            })
    void refusesOtherUrlsWithoutRepeatingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseAddress.options(() -> ConnectionFactoryOptions.parse(url)))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("SPRING_R2DBC_URL")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theLimitOfWaitingLookupsHasARange() {
        new DatabaseProperties(100_000);
        assertThatThrownBy(() -> new DatabaseProperties(0)).hasMessageContaining("1 to 100000");
        assertThatThrownBy(() -> new DatabaseProperties(100_001)).hasMessageContaining("1 to 100000");
    }

    private static void withSettings(Map<String, Object> settings, Consumer<ApplicationContext> check) {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
            context.registerBean(R2dbcConnectionDetails.class, () -> () -> ConnectionFactoryOptions.parse(R2DBC_URL));
            context.registerBean(R2dbcProperties.class);
            context.registerBean(DatabaseProperties.class, () -> new DatabaseProperties(1));
            context.register(DatabaseConfiguration.class);
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()); // no database here
            context.refresh();
            check.accept(context);
        }
    }
}
