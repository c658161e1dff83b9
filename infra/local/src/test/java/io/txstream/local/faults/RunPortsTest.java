package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.process.Ports;
import io.txstream.local.StackLayout;
import org.junit.jupiter.api.Test;

class RunPortsTest {

    @Test
    void givesTwoRunsDifferentPortsThoughNoServerListens() {
        try (RunPorts one = RunPorts.take();
                RunPorts other = RunPorts.take()) {
            StackLayout layout = one.layout(3, 2);
            assertThat(other.layout(3, 2).base()).isGreaterThan(layout.postgres());
            assertThat(one.next()).isGreaterThan(layout.postgres()).isLessThan(other.next());
        }
    }

    @Test
    void leavesItsPortsAfterTheRun() {
        RunPorts ports = RunPorts.take();
        int first = ports.next() - 1;
        assertThat(Ports.bindFailure(first)).isPresent();
        ports.close();
        assertThat(Ports.bindFailure(first)).isEmpty();
    }
}
