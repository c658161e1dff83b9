package io.txstream.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    @Test
    void aPortIsInUseIfAServerListensOnAllAddresses() throws IOException {
        try (var server = new ServerSocket(0)) {
            assertThat(Ports.answers(server.getLocalPort())).isTrue();
        }
    }

    @Test
    void reportsWhyAPortCannotBeBound() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.bindFailure(server.getLocalPort())).isPresent();
        }
        assertThat(Ports.bindFailure(Ports.free())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void picksFreePortsBelowTheRangeOfOutgoingConnections(int count) {
        int first = Ports.free(count);

        assertThat(first).isBetween(10_000, 32_000 - count);
        assertThat(Ports.answers(first + count - 1)).isFalse();
        assertThat(Ports.bindFailure(first + count - 1)).isEmpty();
    }
}
