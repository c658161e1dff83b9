package io.txstream.status.lookup;

import io.txstream.status.catchup.CatchUp;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Wires the lookups. */
@Configuration(proxyBeanMethods = false)
class LookupConfiguration {

    @Bean
    Transactions transactions(DatabaseClient database, CatchUp catchUp) {
        return new PostgresTransactions(database, catchUp, System::nanoTime);
    }
}
