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
import io.txstream.status.delay.DelayProperties;
import io.txstream.status.ends.LogEnds;
import io.txstream.status.lookup.LookupBatches.Bounds;
import io.txstream.status.request.Places;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Wires the lookups. */
@Configuration(proxyBeanMethods = false)
class LookupConfiguration {

    @Bean
    TransactionDocuments transactionDocuments(JsonMapper mapper, DelayProperties processor) {
        return new TransactionDocuments(mapper, processor.delay());
    }

    @Bean
    LookupBatches lookupBatches(
            DatabaseClient database, CatchUp catchUp, R2dbcProperties connections, DatabaseProperties limits) {
        return batches(database, catchUp, connections.getPool().getMaxSize(), limits.maxWaitingLookups());
    }

    @Bean
    NoFalse404 noFalse404(
            LogEnds ends,
            Progress progress,
            @ForCatchUp ConnectionFactory connections,
            CatchUp catchUp,
            LookupProperties limits,
            TopicLayout topics,
            MeterRegistry registry) {
        var places = new Places(limits.maxCatchingUp());
        Gauge.builder("txstream.lookup.catching.up", places, Places::taken)
                .description("Lookups without a row that wait for the projection")
                .register(registry);
        var again = batches(DatabaseClient.create(connections), catchUp, 1, limits.maxCatchingUp());
        return new NoFalse404(ends, progress, again::find, limits.catchUpTimeout(), places, topics);
    }

    @Bean
    Transactions transactions(LookupBatches lookupBatches, NoFalse404 noFalse404) {
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
        var lookups = batches(DatabaseClient.create(connections), catchUp, 1, 2 * most);
        var noFalse404 =
                new NoFalse404(ends, progress, lookups::find, limits.catchUpTimeout(), new Places(most), topics);
        return new PostgresTransactions(lookups, noFalse404, System::nanoTime);
    }

    private static LookupBatches batches(DatabaseClient database, CatchUp catchUp, int statements, int waiting) {
        return new LookupBatches(
                Found.statement(database, catchUp), new Bounds(statements, waiting), Schedulers.parallel());
    }
}
