package io.txstream.status.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A check that is in progress when its connection ends. With a real server, a test would rarely hit the moment. */
class ListeningBatchesTest {

    private final AtomicInteger checksBegun = new AtomicInteger();
    private final AtomicInteger checksCancelled = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ListeningBatches batches = new ListeningBatches(new Database(), System::nanoTime);

    /** The driver would drop the error of a result that is cancelled while its connection is being closed. */
    @Test
    void aStopClosesTheConnectionWithoutCancellingACheck() {
        batches.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> checksBegun.get() == 1);
        batches.destroy();
        assertThat(closed).hasValue(1);
        assertThat(checksCancelled).hasValue(0);
    }

    @Test
    void aCheckThatIsNotAnsweredEndsWithItsConnection() {
        batches.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> closed.get() == 1);
        batches.destroy();
        assertThat(checksCancelled).hasValue(0);
    }

    private Publisher<?> execute(String sql) {
        return sql.startsWith("LISTEN")
                ? Flux.empty()
                : Flux.never()
                        .doOnSubscribe(subscription -> checksBegun.incrementAndGet())
                        .doOnCancel(checksCancelled::incrementAndGet);
    }

    private PostgresqlConnection connection() {
        return proxy(PostgresqlConnection.class, (method, argument) -> switch (method) {
            case "createStatement" ->
                proxy(PostgresqlStatement.class, (execute, none) -> execute(String.valueOf(argument)));
            case "getNotifications" -> Flux.never();
            case "close" -> Mono.fromRunnable(closed::incrementAndGet);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** The behavior of a proxy, by the name of the method and its first argument. */
    @FunctionalInterface
    private interface Behavior {
        Object call(String method, Object argument);
    }

    private static <T> T proxy(Class<T> type, Behavior behavior) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> behavior.call(method.getName(), arguments == null ? "" : arguments[0])));
    }

    private final class Database implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.fromSupplier(ListeningBatchesTest.this::connection);
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "stub";
        }
    }
}
