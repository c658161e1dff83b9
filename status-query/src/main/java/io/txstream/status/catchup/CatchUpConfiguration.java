package io.txstream.status.catchup;

import io.r2dbc.spi.ConnectionFactory;
import io.txstream.status.batches.ProjectedBatches;
import io.txstream.status.database.ForCatchUp;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** Wires the state that the projection writes and lookups read, and the progress that lookups wait for. */
@Configuration(proxyBeanMethods = false)
class CatchUpConfiguration {

    @Bean
    CatchUp catchUp() {
        return new CatchUp();
    }

    @Bean
    Progress progress(@ForCatchUp ConnectionFactory connections, ProjectedBatches batches) {
        var progress = new Progress(ProjectedOffsets.readFrom(DatabaseClient.create(connections)), System::nanoTime);
        progress.follow(batches);
        return progress;
    }
}
