package io.txstream.status.batches;

import io.r2dbc.spi.ConnectionFactory;
import io.txstream.status.database.Unpooled;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the announcements of batches. */
@Configuration(proxyBeanMethods = false)
class BatchesConfiguration {

    @Bean(initMethod = "start")
    ListeningBatches projectedBatches(@Unpooled ConnectionFactory database) {
        return new ListeningBatches(database, System::nanoTime);
    }
}
