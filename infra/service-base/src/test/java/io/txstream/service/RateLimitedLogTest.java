package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class RateLimitedLogTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may overflow
    private final ch.qos.logback.classic.Logger logger = new LoggerContext().getLogger("test");
    private final RateLimitedLog log = new RateLimitedLog(logger, INTERVAL, nanoTime::get);

    @BeforeEach
    void capture() {
        lines.start();
        logger.addAppender(lines);
    }

    @Test
    void logsTheFirstEventAtOnce() {
        event("first");
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("requests fail");
            assertThat(fields(line)).containsExactly("count=1", "error=first");
        });
    }

    @Test
    void countsTheEventsThatItDoesNotLog() {
        event("first");
        event("second");
        nanoTime.addAndGet(INTERVAL.toNanos() - 1);
        event("third");
        assertThat(lines.list).hasSize(1);
        nanoTime.incrementAndGet();
        event("fourth");
        event("fifth");
        assertThat(lines.list).hasSize(2);
        assertThat(fields(lines.list.get(1))).containsExactly("count=3", "error=fourth");
    }

    private void event(String error) {
        log.atWarn().addKeyValue("error", error::toString).log("requests fail");
    }

    private static List<String> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .map((KeyValuePair field) -> field.key + "=" + field.value)
                .toList();
    }
}
