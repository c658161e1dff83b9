package io.txstream.status.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.batches.ProjectedBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ProgressTest {

    private final Sinks.Many<ProjectedBatches.Signal> signals =
            Sinks.many().multicast().directBestEffort();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> ended = new ArrayList<>();
    private Mono<ProjectedOffsets> offsets = Mono.just(new ProjectedOffsets("a", new long[] {0, 0}));
    private final Progress progress = new Progress(
            Mono.defer(() -> {
                reads.incrementAndGet();
                return offsets;
            }),
            System::nanoTime);

    @AfterEach
    void stop() {
        progress.destroy();
    }

    @Test
    void aWaitEndsWhenItsPartitionHasReachedTheEnd() {
        follow(signals.asFlux());
        var unused = List.of(waitFor("a", 0, 5), waitFor("b", 1, 5), waitFor("c", 1, 6));
        announce(4, 5);
        assertThat(ended).containsExactly("b");
        announce(5, 6);
        assertThat(ended).containsExactlyInAnyOrder("b", "a", "c");
    }

    /** The batch was announced before the wait began. */
    @Test
    void aWaitForWhatHasBeenReachedEndsWithoutASignal() {
        offsets = Mono.just(new ProjectedOffsets("a", new long[] {5}));
        Disposable unused = waitFor("a", 0, 5);
        assertThat(ended).containsExactly("a");
    }

    @Test
    void nothingIsReadWhileNoLookupWaits() {
        follow(signals.asFlux());
        announce(1, 1);
        assertThat(reads).hasValue(0);
        waitFor("a", 0, 5).dispose();
        int before = reads.get();
        announce(1, 1);
        assertThat(reads).hasValue(before);
    }

    @Test
    void aBatchCausesOneReadForAll() {
        follow(signals.asFlux());
        List<Disposable> unused = Flux.range(0, 1_000)
                .map(i -> waitFor("w" + i, 0, 5))
                .collectList()
                .block();
        int before = reads.get();
        announce(5, 0);
        assertThat(reads.get() - before).isEqualTo(1);
        assertThat(ended).hasSize(1_000);
    }

    @Test
    void aFailedReadEndsNoWaitAndTheNextReadDoes() {
        follow(signals.asFlux());
        offsets = Mono.error(new IllegalStateException());
        Disposable unused = waitFor("a", 0, 5);
        assertThat(ended).isEmpty();
        announce(5, 0);
        assertThat(ended).containsExactly("a");
    }

    /** The connection that receives the announcements can be dead for seconds. */
    @Test
    void aWaitEndsWithoutAnnouncementsToo() {
        follow(Flux.never());
        Disposable unused = waitFor("a", 0, 5);
        assertThat(ended).isEmpty();
        offsets = Mono.just(new ProjectedOffsets("a", new long[] {5}));
        await().atMost(Duration.ofSeconds(30)).until(() -> ended.contains("a"));
    }

    private void follow(Flux<ProjectedBatches.Signal> batches) {
        progress.follow(() -> batches);
    }

    private Disposable waitFor(String name, int index, long end) {
        return progress.reaches(index, end).subscribe(null, null, () -> ended.add(name));
    }

    private void announce(long... projected) {
        offsets = Mono.just(new ProjectedOffsets("a", projected));
        signals.tryEmitNext(new ProjectedBatches.Signal.Committed(1)).orThrow();
    }
}
