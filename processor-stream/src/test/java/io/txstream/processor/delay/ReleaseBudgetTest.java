package io.txstream.processor.delay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleaseBudgetTest {

    private long nanos = -5;

    @Test
    void endsWithTheNumberOfTransactions() {
        var budget = new ReleaseBudget(() -> nanos);
        assertThat(budget.test(ReleaseBudget.MAX_TRANSACTIONS - 1)).isTrue();
        assertThat(budget.test(ReleaseBudget.MAX_TRANSACTIONS)).isFalse();
    }

    @Test
    void endsWithTheTime() {
        var budget = new ReleaseBudget(() -> nanos);
        nanos += ReleaseBudget.MAX_TIME.toNanos() - 1;
        assertThat(budget.test(1)).isTrue();
        nanos++;
        assertThat(budget.test(1)).isFalse();
    }
}
