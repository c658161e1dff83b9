package io.txstream.testsupport.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerKindTest {

    @Test
    void isEmbeddedByDefault() {
        assertThat(ServerKind.of("")).isEqualTo(ServerKind.EMBEDDED);
        assertThat(ServerKind.of("embedded")).isEqualTo(ServerKind.EMBEDDED);
        assertThat(ServerKind.of("containers")).isEqualTo(ServerKind.CONTAINERS);
    }

    @Test
    void aTypingErrorIsRefused() {
        assertThatThrownBy(() -> ServerKind.of("container"))
                .hasMessage("txstream.test.servers must be embedded or containers, was container");
    }
}
