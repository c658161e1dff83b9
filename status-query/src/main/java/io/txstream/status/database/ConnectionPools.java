package io.txstream.status.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import reactor.core.scheduler.Scheduler;
import reactor.pool.PooledRefMetadata;

/**
 * Creates pools of connections to the one database. They have the times of {@code spring.r2dbc.pool.*} in common, and a
 * {@link ConnectionGuard} each.
 */
final class ConnectionPools {

    private final ConnectionFactory database;
    private final R2dbcProperties.Pool settings;
    private final Scheduler timer;
    private final LongSupplier nanoTime;

    ConnectionPools(ConnectionFactory database, R2dbcProperties.Pool settings, Scheduler timer, LongSupplier nanoTime) {
        this.database = database;
        this.settings = settings;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Returns a pool that opens no connection until one is needed. */
    ConnectionPool create(PoolRules rules) {
        var check = new SessionCheck(rules.maxUse(), rules.writes(), rules.settings());
        var guard = new ConnectionGuard(check, rules.maxUse(), timer, nanoTime);
        return new ConnectionPool(ConnectionPoolConfiguration.builder(database)
                .initialSize(0)
                .maxSize(rules.maxSize())
                .maxAcquireTime(rules.maxWait())
                .maxCreateConnectionTime(settings.getMaxCreateConnectionTime())
                .maxIdleTime(settings.getMaxIdleTime())
                .acquireRetry(settings.getAcquireRetry())
                .postAllocate(guard::beforeUse)
                .preRelease(guard::afterUse)
                .customizer(pool -> pool.maxPendingAcquire(rules.maxWaiting())
                        .evictionPredicate(this::isExpired)
                        .destroyHandler(guard::close))
                .build());
    }

    /** Replaces the predicate of the pool, which does not notice that a server has closed an unused connection. */
    private boolean isExpired(Connection connection, PooledRefMetadata unused) {
        return isOver(settings.getMaxIdleTime(), unused.idleTime())
                || isOver(settings.getMaxLifeTime(), unused.lifeTime())
                || !ConnectionGuard.isOpen(connection);
    }

    /** No limit and a negative one are the same, as in Spring Boot's settings. */
    private static boolean isOver(@Nullable Duration limit, long millis) {
        return limit != null && !limit.isNegative() && millis >= limit.toMillis();
    }
}
