package io.txstream.status.lookup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.service.TopicLayout;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.Progress;
import io.txstream.status.database.DatabaseProperties;
import io.txstream.status.database.ForCatchUp;
import io.txstream.status.database.ForWaiting;
import io.txstream.status.ends.LogEnds;
import io.txstream.status.lookup.LookupBatches.Bounds;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Wires the lookups. */
@Configuration(proxyBeanMethods = false)
class LookupConfiguration {

    @Bean
    LookupBatches lookupBatches(
            DatabaseClient database, CatchUp catchUp, R2dbcProperties connections, DatabaseProperties limits) {
        return new LookupBatches(
                database, catchUp, new Bounds(connections.getPool().getMaxSize(), limits.maxWaitingLookups()));
    }

    @Bean
    NoFalse404 noFalse404(
            LogEnds ends,
            Progress progress,
            @ForCatchUp ConnectionFactory connections,
            CatchUp catchUp,
            LookupProperties limits,
            TopicLayout topics) {
        var again =
                new LookupBatches(DatabaseClient.create(connections), catchUp, new Bounds(1, limits.maxCatchingUp()));
        var bounds = new NoFalse404.Bounds(limits.catchUpTimeout(), limits.maxCatchingUp());
        return new NoFalse404(ends, progress, again::find, bounds, topics);
    }

    @Bean
    Transactions transactions(LookupBatches lookupBatches, NoFalse404 noFalse404, MeterRegistry registry) {
        Gauge.builder("txstream.lookup.catching.up", noFalse404, NoFalse404::waiting)
                .description("Lookups without a row that wait for the projection")
                .register(registry);
        return new PostgresTransactions(lookupBatches, noFalse404, System::nanoTime);
    }

    /** Held requests share one connection: they have time to queue. */
    @Bean(defaultCandidate = false)
    @ForWaiting
    Transactions heldTransactions(
            @ForWaiting ConnectionFactory connections,
            LogEnds ends,
            Progress progress,
            CatchUp catchUp,
            LookupProperties limits,
            TopicLayout topics) {
        int most = limits.maxHeld() + 1;
        var lookups = new LookupBatches(DatabaseClient.create(connections), catchUp, new Bounds(1, 2 * most));
        var misses = new NoFalse404.Bounds(limits.catchUpTimeout(), most);
        var noFalse404 = new NoFalse404(ends, progress, lookups::find, misses, topics);
        return new PostgresTransactions(lookups, noFalse404, System::nanoTime);
    }
}
