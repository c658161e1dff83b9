package io.txstream.status.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CoalescedTest {

    private final List<Sinks.Empty<Void>> steps = new ArrayList<>();
    private final Coalesced coalesced = new Coalesced(() -> {
        Sinks.Empty<Void> step = Sinks.empty();
        steps.add(step);
        return step.asMono();
    });

    @Test
    void oneMoreStepFollowsHoweverManyWereRequested() {
        coalesced.request();
        coalesced.request();
        coalesced.request();
        assertThat(steps).hasSize(1);
        end(0);
        assertThat(steps).hasSize(2);
        end(1);
        assertThat(steps).hasSize(2);
        coalesced.request();
        assertThat(steps).hasSize(3);
    }

    @Test
    void aFailureEndsAStepToo() {
        coalesced.request();
        coalesced.request();
        steps.get(0).tryEmitError(new IllegalStateException());
        assertThat(steps).hasSize(2);
    }

    @Test
    void aStepThatThrowsIsAFailure() {
        var failing = new Coalesced(() -> {
            steps.add(Sinks.empty());
            throw new IllegalStateException();
        });
        failing.request();
        failing.request();
        assertThat(steps).hasSize(2);
    }

    @Test
    void aStepCanRequestTheNext() {
        var remaining = new AtomicInteger(3);
        var self = new Coalesced[1];
        self[0] = new Coalesced(() -> {
            if (remaining.decrementAndGet() > 0) {
                self[0].request();
            }
            return Mono.empty();
        });
        self[0].request();
        assertThat(remaining).hasValue(0);
    }

    private void end(int step) {
        steps.get(step).tryEmitEmpty();
    }
}
