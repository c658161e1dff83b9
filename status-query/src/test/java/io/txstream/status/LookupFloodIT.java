package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.lookup.Transactions.UnavailableException;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Thousands of lookups of unknown ids at a time. */
@Timeout(240)
@NeedsEmbeddedServers("reads the request metrics of the broker's process")
class LookupFloodIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CLIENTS = 3_000;
    private static final int LOOKUPS = 10_000;

    @TempDir
    private Path directory;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final LongAdder unknown = new LongAdder();
    private final AtomicReference<TransactionView> found = new AtomicReference<>();

    /** 50 requests a second for the lookups, and a few for the watches of the instance. */
    @Test
    void costsTheBrokerFiftyReadsASecondAndStarvesNothing() throws IOException {
        try (var servers = new TestServers(directory);
                var instance = runOn(servers);
                var requests = new BrokerRequests(
                        servers.embeddedKafka().process().handle().pid())) {
            servers.log().receive("known");
            assertThat(instance.lookup("known")).isEqualTo("PROCESSING");
            long before = requests.count("ListOffsets");
            long begin = System.nanoTime();
            Disposable flood = flood(instance.transactions()).subscribe();
            try {
                answersAndProjectsMeanwhile(servers, instance);
            } finally {
                ended.set(true);
            }
            await().atMost(TIMEOUT).until(flood::isDisposed);
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(requests.count("ListOffsets") - before).isPositive().isLessThan((long) (55 * seconds + 20));
            assertThat(found).hasValue(null);
        }
    }

    /** A 503 to one of thousands of lookups at a time is no starvation: a client asks again. Most get no 503. */
    private void answersAndProjectsMeanwhile(TestServers servers, StatusInstance instance) {
        int first = 0;
        int round;
        for (round = 0; unknown.sum() < LOOKUPS || round < 20; round++) {
            String id = "meanwhile" + round;
            servers.log().receive(id);
            for (String known : List.of("known", id)) {
                first += instance.lookup(known).equals("PROCESSING") ? 1 : 0;
                await().atMost(TIMEOUT).until(() -> instance.lookup(known), "PROCESSING"::equals);
            }
        }
        assertThat(first).as("of %d", 2 * round).isGreaterThan(round);
    }

    private static StatusInstance runOn(TestServers servers) {
        servers.empty();
        StatusInstance instance = servers.run();
        TestServers.awaitReady(instance);
        return instance;
    }

    private Mono<Void> flood(Transactions transactions) {
        return Flux.range(0, CLIENTS)
                .flatMap(client -> lookups(transactions, "unknown" + client), CLIENTS)
                .then();
    }

    /** Looks an unknown id up again and again. After a 503 a client waits for a moment. */
    private Flux<TransactionView> lookups(Transactions transactions, String id) {
        return transactions
                .find(id)
                .doOnNext(found::set)
                .doOnSuccess(none -> unknown.increment())
                .onErrorResume(
                        UnavailableException.class,
                        e -> Mono.delay(Duration.ofMillis(100)).then(Mono.empty()))
                .repeat(() -> !ended.get());
    }
}
