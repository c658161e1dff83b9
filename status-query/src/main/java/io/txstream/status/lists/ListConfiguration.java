package io.txstream.status.lists;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.database.ForExports;
import io.txstream.status.database.ForLists;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.request.Places;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Schedulers;

/** Wires the lists. */
@Configuration(proxyBeanMethods = false)
class ListConfiguration {

    /** The server asks for further blocks when half a MB of them was taken. So a receiver must take 10 KB/s. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** More than a statement may take. This ends the wait for a server that does not answer. */
    private static final Duration TIMEOUT = Duration.ofMillis(4500);

    /** The same, after the wait for a connection. */
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(30);

    @Bean
    Lists lists(@ForLists ConnectionFactory connections, CatchUp catchUp) {
        return new PostgresLists(DatabaseClient.create(connections), catchUp, TIMEOUT, System::nanoTime);
    }

    @Bean
    Exports exports(
            @ForExports ConnectionFactory connections, CatchUp catchUp, ListProperties limits, MeterRegistry registry) {
        var places = new Places(limits.maxExports());
        Gauge.builder("txstream.lists.exports", places, Places::taken)
                .description("Lists that are being sent as CSV or NDJSON")
                .register(registry);
        var pages = new PostgresLists(DatabaseClient.create(connections), catchUp, EXPORT_TIMEOUT, System::nanoTime);
        return new Exports(pages, places, MAX_PAUSE, Schedulers.parallel(), System::nanoTime);
    }

    @Bean
    RouterFunction<ServerResponse> listRoutes(Lists lists, Exports exports, TransactionDocuments documents) {
        return ListRoutes.of(lists, exports, documents);
    }
}
