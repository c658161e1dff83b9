package io.txstream.status.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.boot.r2dbc.health.ConnectionFactoryHealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Wires the connections to the database, its migration, and what must be true of it at the start. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final Duration LOOKUP_MAX_USE = Duration.ofSeconds(4);

    /** Half-open connections must be found within 10 s, and the check that follows takes another second. */
    private static final Duration PROJECTION_MAX_USE = Duration.ofSeconds(8);

    private static final Duration PROJECTION_MAX_WAIT = Duration.ofSeconds(4);

    /** 64 consumers and two watches use one each. Opened on demand, so this is no more than a limit. */
    private static final int PROJECTION_MAX_SIZE = 66;

    /** The one read of changes, the one bulk lookup, and one more while a read that took too long ends. */
    private static final int WAITING_MAX_SIZE = 3;

    /** One reads the offsets, one the rows of all lookups that wait. */
    private static final int CATCH_UP_MAX_SIZE = 2;

    /** Longer than a statement, so that the server's answer to a long one arrives. */
    private static final Duration LIST_MAX_USE = Duration.ofSeconds(4);

    private static final Duration LIST_MAX_WAIT = Duration.ofSeconds(1);

    /** The most that lists can use of the database at a time. Lookups have 10 connections by default. */
    private static final int LIST_MAX_SIZE = 4;

    private static final int LIST_MAX_WAITING = 100;

    /** Exports have all the time, but must neither wait for short lists nor delay them. */
    private static final int EXPORT_MAX_SIZE = 2;

    /** All but two of the most exports that a setting can allow. */
    private static final int EXPORT_MAX_WAITING = 98;

    private static final Duration EXPORT_MAX_WAIT = Duration.ofSeconds(25);

    /**
     * Each list is planned for its own values, since the best index for one account can be the worst for another one.
     * An index always gives the order: without good statistics, a sort of a few expected rows can become one of
     * millions. Before version 18, Postgres gives a plan with a sort a huge cost then, for which it would compile it.
     */
    private static final Map<String, String> LIST_SETTINGS = Map.of(
            "statement_timeout", "3s",
            "plan_cache_mode", "force_custom_plan",
            "enable_sort", "off",
            "jit", "off",
            "max_parallel_workers_per_gather", "0");

    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    /**
     * Absent if {@code spring.flyway.url} is set. That setting exists because JDBC and R2DBC URLs support different
     * options.
     */
    @Bean
    @ConditionalOnExpression("environment.getProperty('spring.flyway.url', '').isEmpty()")
    MigrationConnection migrationConnection(R2dbcConnectionDetails database) {
        return new MigrationConnection(DatabaseAddress.options(database));
    }

    @Bean(defaultCandidate = false)
    @Unpooled
    ConnectionFactory unpooledConnections(R2dbcConnectionDetails database) {
        return ConnectionFactories.get(DatabaseAddress.options(database));
    }

    @Bean
    ConnectionPools connectionPools(@Unpooled ConnectionFactory connections, R2dbcProperties settings) {
        return new ConnectionPools(connections, settings.getPool(), Schedulers.parallel(), System::nanoTime);
    }

    /** The connections of the lookups, and of everything that does not ask for others. */
    @Bean(destroyMethod = "dispose")
    ConnectionPool lookupConnections(ConnectionPools pools, R2dbcProperties settings, DatabaseProperties limits) {
        R2dbcProperties.Pool pool = settings.getPool();
        return pools.create(new PoolRules(
                pool.getMaxSize(),
                limits.maxWaitingLookups(),
                requireNonNull(pool.getMaxAcquireTime()),
                LOOKUP_MAX_USE,
                false));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    @ForProjection
    ConnectionPool projectionConnections(ConnectionPools pools) {
        return pools.create(
                new PoolRules(PROJECTION_MAX_SIZE, PROJECTION_MAX_SIZE, PROJECTION_MAX_WAIT, PROJECTION_MAX_USE, true));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    @ForWaiting
    ConnectionPool waitingConnections(ConnectionPools pools, R2dbcProperties settings) {
        Duration maxWait = requireNonNull(settings.getPool().getMaxAcquireTime());
        return pools.create(new PoolRules(WAITING_MAX_SIZE, WAITING_MAX_SIZE, maxWait, LOOKUP_MAX_USE, false));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    @ForCatchUp
    ConnectionPool catchUpConnections(ConnectionPools pools) {
        return pools.create(new PoolRules(CATCH_UP_MAX_SIZE, CATCH_UP_MAX_SIZE, LOOKUP_MAX_USE, LOOKUP_MAX_USE, false));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    @ForLists
    ConnectionPool listConnections(ConnectionPools pools) {
        return pools.create(
                new PoolRules(LIST_MAX_SIZE, LIST_MAX_WAITING, LIST_MAX_WAIT, LIST_MAX_USE, false, LIST_SETTINGS));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    @ForExports
    ConnectionPool exportConnections(ConnectionPools pools) {
        return pools.create(new PoolRules(
                EXPORT_MAX_SIZE, EXPORT_MAX_WAITING, EXPORT_MAX_WAIT, LIST_MAX_USE, false, LIST_SETTINGS));
    }

    @Bean(defaultCandidate = false, destroyMethod = "dispose")
    ConnectionPool readinessConnections(ConnectionPools pools) {
        return pools.create(new PoolRules(2, 2, HEALTH_TIMEOUT, HEALTH_TIMEOUT, false));
    }

    /** Replaces the indicator of Spring Boot, which would queue behind the lookups for a connection. */
    @Bean
    ReactiveHealthIndicator r2dbcHealthIndicator(@Qualifier("readinessConnections") ConnectionFactory connections) {
        var database = new ConnectionFactoryHealthIndicator(connections);
        return () -> database.health()
                .timeout(HEALTH_TIMEOUT, Mono.just(Health.down().build()));
    }

    @Bean
    @DependsOnDatabaseInitialization
    DatabaseEncodingCheck databaseEncodingCheck(ConnectionFactory connections) {
        return new DatabaseEncodingCheck(connections);
    }
}
