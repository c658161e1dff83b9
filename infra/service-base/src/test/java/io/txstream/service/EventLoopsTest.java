package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import reactor.netty.ReactorNetty;

class EventLoopsTest {

    private final @Nullable String before = System.getProperty(ReactorNetty.IO_WORKER_COUNT);

    @AfterEach
    void restore() {
        System.clearProperty(ReactorNetty.IO_WORKER_COUNT);
        if (before != null) {
            System.setProperty(ReactorNetty.IO_WORKER_COUNT, before);
        }
    }

    @Test
    void areAsManyAsProcessorsAndAtLeastTwo() {
        System.clearProperty(ReactorNetty.IO_WORKER_COUNT);
        start();
        assertThat(System.getProperty(ReactorNetty.IO_WORKER_COUNT))
                .isEqualTo(String.valueOf(Math.max(2, Runtime.getRuntime().availableProcessors())));
    }

    @Test
    void theSystemPropertyTakesPrecedence() {
        System.setProperty(ReactorNetty.IO_WORKER_COUNT, "7");
        start();
        assertThat(System.getProperty(ReactorNetty.IO_WORKER_COUNT)).isEqualTo("7");
    }

    private static void start() {
        new EventLoops()
                .onApplicationEvent(new ApplicationStartingEvent(
                        new DefaultBootstrapContext(), new SpringApplication(), new String[0]));
    }
}
