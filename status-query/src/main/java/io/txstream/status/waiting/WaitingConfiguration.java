package io.txstream.status.waiting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.status.batches.ProjectedBatches;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.database.ForProjection;
import io.txstream.status.database.ForWaiting;
import io.txstream.status.lookup.LookupProperties;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.request.Places;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;

/** Wires the requests that are held until a transaction changes. */
@Configuration(proxyBeanMethods = false)
class WaitingConfiguration {

    @Bean
    ChangedTables changedTables(
            @ForWaiting ConnectionFactory reads, @ForProjection ConnectionFactory writes, CatchUp catchUp) {
        return new PostgresChanges(DatabaseClient.create(reads), DatabaseClient.create(writes), catchUp);
    }

    @Bean
    Watches watches() {
        return new Watches();
    }

    @Bean
    ChangeFeed changeFeed(ProjectedBatches batches, ChangedTables tables, Watches watches, ChangeListener listener) {
        return new ChangeFeed(batches, tables, watches, listener, Schedulers.parallel(), System::nanoTime);
    }

    @Bean
    WaitingLookups waitingLookups(@ForWaiting Transactions transactions, Watches watches, LookupProperties limits) {
        return new WaitingLookups(transactions, watches, new Places(limits.maxHeld()), Schedulers.parallel());
    }

    @Bean
    OldBatches oldBatches(ChangedTables tables) {
        return new OldBatches(tables);
    }

    @Bean
    MeterBinder waitingMetrics(WaitingLookups lookups) {
        return registry -> Gauge.builder("txstream.lookup.held", lookups, WaitingLookups::held)
                .description("Requests that wait for a transaction or follow one")
                .register(registry);
    }
}
