package io.txstream.status.batches;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.status.batches.ProjectedBatches.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

class SignalsTest {

    private final Signals signals = new Signals();

    @Test
    void allSubscribersGetAllSignalsFromTheirSubscriptionOn() {
        var early = new Received(Long.MAX_VALUE);
        signals.flux().subscribe(early);
        commit(1);
        var late = new Received(Long.MAX_VALUE);
        signals.flux().subscribe(late);
        commit(2);
        assertThat(early.signals).containsExactly(new Signal.Committed(1), new Signal.Committed(2));
        assertThat(late.signals).containsExactly(new Signal.Committed(2));
    }

    @Test
    void aSlowSubscriberReceivesMissedAndDelaysNoOther() {
        var slow = new Received(1);
        var fast = new Received(Long.MAX_VALUE);
        signals.flux().subscribe(slow);
        signals.flux().subscribe(fast);
        int sent = 1 + 2 * Signals.BUFFER;
        for (int batch = 1; batch <= sent; batch++) {
            commit(batch);
        }
        assertThat(fast.signals).hasSize(sent).doesNotContain(new Signal.Lost());
        assertThat(slow.signals).containsExactly(new Signal.Committed(1));
        slow.request(Long.MAX_VALUE);
        assertThat(slow.signals)
                .hasSize(1 + Signals.BUFFER)
                .endsWith(new Signal.Committed(sent))
                .element(1)
                .isEqualTo(new Signal.Lost());
    }

    private void commit(long batch) {
        signals.emit(new Signal.Committed(batch));
    }

    private static final class Received extends BaseSubscriber<Signal> {

        private final List<Signal> signals = new ArrayList<>();
        private final long initial;

        Received(long initial) {
            this.initial = initial;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(initial);
        }

        @Override
        protected void hookOnNext(Signal signal) {
            signals.add(signal);
        }
    }
}
