package io.txstream.ingest;

import io.txstream.service.SettingCheck;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Refuses settings of the HTTP server that would silently remove a bound. */
final class ServerCheck {

    private static final String RETIRED = "txstream.ingest.max-in-flight";

    private ServerCheck() {}

    /**
     * Checks the settings, and returns the time for a request head.
     *
     * @throws StartupProblemException for a setting that no longer exists
     * @throws IllegalArgumentException for a value out of range
     */
    static Duration require(ServerProperties server, NettyServerProperties netty, Environment environment) {
        if (environment.containsProperty(RETIRED)) {
            throw new StartupProblemException(
                    RETIRED + " (TXSTREAM_INGEST_MAX_IN_FLIGHT) no longer exists: bytes are bounded instead",
                    "remove it, or set TXSTREAM_INGEST_MAX_BYTES_IN_FLIGHT");
        }
        SettingCheck.require(
                !server.getHttp2().isEnabled(),
                "server.http2.enabled",
                "false, because the bounds of a connection are those of HTTP/1.1",
                true);
        requireSize("server.max-http-request-header-size", server.getMaxHttpRequestHeaderSize());
        requireSize("server.netty.max-initial-line-length", netty.getMaxInitialLineLength());
        Duration idle = Objects.requireNonNullElse(netty.getIdleTimeout(), Duration.ZERO);
        SettingCheck.require(
                idle.compareTo(Duration.ofSeconds(1)) >= 0 && idle.compareTo(Duration.ofHours(1)) <= 0,
                "server.netty.idle-timeout",
                "1s to 1h",
                idle);
        return idle;
    }

    private static void requireSize(String property, DataSize size) {
        SettingCheck.require(
                size.compareTo(DataSize.ofKilobytes(1)) >= 0 && size.compareTo(DataSize.ofKilobytes(64)) <= 0,
                property,
                "1KB to 64KB",
                size);
    }
}
