package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.request.Places;
import io.txstream.status.request.QueryParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

class ExportsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Filter ALL = Filter.of(QueryParameters.parse("", Filter.PARAMETERS));
    private static final TransactionView VIEW =
            new TransactionView("t", "a", "b", "1", "EUR", "PROCESSING", "2025-10-29T10:30:00.123Z", null, null);
    private static final Position NEXT = new Position(Instant.EPOCH, "t");

    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /** A list without an end. */
    private Mono<Page> page(int size) {
        return Mono.defer(() -> {
            sizes.add(size);
            return failure.get() == null
                    ? Mono.just(new Page(Collections.nCopies(size, VIEW), NEXT))
                    : Mono.error(failure.get());
        });
    }

    @Test
    void endsAtTheLimit() {
        assertThat(lines(export(exports(1, LONG), 1_200))).isEqualTo(1_201);
        assertThat(sizes).containsExactly(500, 500, 200);
    }

    @Test
    void endsWithTheList() {
        var exports = new Exports(
                (filter, after, size) -> Mono.just(new Page(List.of(VIEW), null)),
                new Places(1),
                LONG,
                Schedulers.parallel(),
                System::nanoTime);
        assertThat(lines(export(exports, Long.MAX_VALUE))).isEqualTo(2);
    }

    @Test
    void readsNoPagesAheadOfASlowReceiver() {
        var receiver = new Receiver(1);
        export(exports(1, LONG), Long.MAX_VALUE).subscribe(receiver);
        assertThat(receiver.blocks).hasSize(1);
        assertThat(sizes).hasSizeLessThanOrEqualTo(2);
        receiver.request(20);
        assertThat(receiver.blocks).hasSize(21);
        assertThat(sizes.size() * 500L).isLessThan(receiver.lines() + 1_500);
        receiver.cancel();
    }

    @Test
    void refusesMoreThanTheMostAtATime() {
        Exports exports = exports(2, LONG);
        var first = new Receiver(1);
        var second = new Receiver(1);
        export(exports, Long.MAX_VALUE).subscribe(first);
        export(exports, Long.MAX_VALUE).subscribe(second);
        assertThatThrownBy(() -> export(exports, 1).blockLast()).isInstanceOf(ListUnavailableException.class);
        first.cancel();
        export(exports, 1).blockLast();
        failure.set(new ListUnavailableException("down"));
        assertThatThrownBy(() -> export(exports, 1).blockLast()).hasMessageContaining("down");
        failure.set(null);
        export(exports, 1).blockLast();
        second.cancel();
    }

    @Test
    void breaksOffWhenItsReceiverTakesNothing() {
        Exports exports = exports(1, Duration.ofMillis(100));
        var receiver = new Receiver(1);
        export(exports, Long.MAX_VALUE).subscribe(receiver);
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.error instanceof TimeoutException);
        export(exports, 1).blockLast();
    }

    private Exports exports(int most, Duration maxPause) {
        return new Exports(
                (filter, after, size) -> page(size),
                new Places(most),
                maxPause,
                Schedulers.parallel(),
                System::nanoTime);
    }

    private static Flux<byte[]> export(Exports exports, long limit) {
        return exports.export(
                ALL, null, limit, new CsvFormat(new TransactionDocuments(new JsonMapper(), Duration.ZERO)));
    }

    private static long lines(Flux<byte[]> export) {
        return lines(requireNonNull(export.collectList().block()));
    }

    private static long lines(List<byte[]> blocks) {
        return blocks.stream()
                .flatMap(block -> new String(block, UTF_8).lines())
                .count();
    }

    /** Takes as many blocks as it is asked to. */
    private static final class Receiver extends BaseSubscriber<byte[]> {

        private final long first;
        private final List<byte[]> blocks = new ArrayList<>();
        private volatile @Nullable Throwable error;

        Receiver(long first) {
            this.first = first;
        }

        long lines() {
            return ExportsTest.lines(blocks);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(first);
        }

        @Override
        protected void hookOnNext(byte[] block) {
            blocks.add(block);
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            error = thrown;
        }
    }
}
