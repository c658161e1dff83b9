package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

class DroppedErrorsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(DroppedErrors.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    /** The hook must be there even if the context cannot be created, and only once. */
    @BeforeEach
    void startTwiceAndFail() {
        startAndFail();
        startAndFail();
        lines.start();
        logger.addAppender(lines);
    }

    private static void startAndFail() {
        var application = new SpringApplication(Object.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> {
            throw new IllegalArgumentException("this start fails");
        });
        assertThatThrownBy(application::run).hasMessage("this start fails");
    }

    @AfterEach
    void clean() {
        logger.detachAppender(lines);
        Hooks.resetOnErrorDropped();
    }

    static Stream<Throwable> failuresOfConnections() {
        return Stream.of(
                new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                new SocketException("Connection reset"),
                new Expected());
    }

    @ParameterizedTest
    @MethodSource("failuresOfConnections")
    void aFailureOfAConnectionIsNotLogged(Throwable error) {
        Operators.onErrorDropped(error, Context.empty());
        assertThat(lines.list).isEmpty();
    }

    static Stream<Throwable> others() {
        return Stream.of(
                new IllegalStateException("a bug"), new WithoutStackTrace(), new TopicAuthorizationException("a bug"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anotherErrorIsLoggedOnce(Throwable error) {
        Operators.onErrorDropped(error, Context.empty());
        assertThat(lines.list)
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("a bug"));
    }

    private static final class Expected extends RuntimeException implements ExpectedFailure {}

    /** As the JVM throws them from methods that it has optimized. */
    private static final class WithoutStackTrace extends RuntimeException {

        WithoutStackTrace() {
            super("a bug", null, false, false);
        }
    }
}
