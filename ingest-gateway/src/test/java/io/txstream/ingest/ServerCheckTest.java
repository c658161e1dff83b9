package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class ServerCheckTest {

    private final ServerProperties server = new ServerProperties();
    private final NettyServerProperties netty = new NettyServerProperties();
    private final StandardEnvironment environment = new StandardEnvironment();

    @BeforeEach
    void setTheDefault() {
        netty.setIdleTimeout(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT30S", "PT1H"})
    void returnsTheTimeForAHead(Duration idleTimeout) {
        netty.setIdleTimeout(idleTimeout);
        assertThat(check()).isEqualTo(idleTimeout);
    }

    /** Zero would close every idle connection. */
    @ParameterizedTest
    @CsvSource({"PT0S, 0d", "PT-1S, -1s", "PT0.999S, 999ms", "PT1H0.001S, 3600001ms"})
    void refusesAnIdleTimeoutThatIsOutOfRange(Duration idleTimeout, String printed) {
        netty.setIdleTimeout(idleTimeout);
        assertThatThrownBy(this::check)
                .hasMessage(
                        "server.netty.idle-timeout (SERVER_NETTY_IDLE_TIMEOUT) must be 1s to 1h, but is " + printed);
    }

    @Test
    void refusesHttp2() {
        server.getHttp2().setEnabled(true);
        assertThatThrownBy(this::check)
                .hasMessageStartingWith("server.http2.enabled (SERVER_HTTP2_ENABLED) must be false");
    }

    @Test
    void refusesHeadsWithoutABound() {
        server.setMaxHttpRequestHeaderSize(DataSize.ofMegabytes(1));
        assertThatThrownBy(this::check)
                .hasMessage("server.max-http-request-header-size (SERVER_MAX_HTTP_REQUEST_HEADER_SIZE) must be "
                        + "1KB to 64KB, but is 1024KB");
        server.setMaxHttpRequestHeaderSize(DataSize.ofKilobytes(8));
        netty.setMaxInitialLineLength(DataSize.ofMegabytes(1));
        assertThatThrownBy(this::check).hasMessageStartingWith("server.netty.max-initial-line-length");
    }

    @Test
    void refusesTheSettingThatBytesInFlightReplaced() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test", Map.of("TXSTREAM_INGEST_MAX_IN_FLIGHT", "100")));
        ConfigurationPropertySources.attach(environment);
        assertThatThrownBy(this::check)
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("(TXSTREAM_INGEST_MAX_IN_FLIGHT) no longer exists");
    }

    private Duration check() {
        return ServerCheck.require(server, netty, environment);
    }
}
