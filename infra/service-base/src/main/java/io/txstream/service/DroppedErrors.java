package io.txstream.service;

import java.net.SocketException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/**
 * Keeps failures of connections that are no longer used out of the log: a body that fails a second time, or a database
 * that resets a connection that is being closed. Reactor would log each of them as an error with a stack trace. All
 * other errors that have no receiver are logged like that.
 *
 * <p>Applies to the whole JVM from the first start of a service, and is never removed: a second context in the JVM
 * would lose it too.
 */
final class DroppedErrors implements ApplicationListener<ApplicationStartingEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedErrors.class);

    @Override
    public void onApplicationEvent(ApplicationStartingEvent event) {
        Hooks.resetOnErrorDropped(); // hooks add up, and a second start would log each error twice
        Hooks.onErrorDropped(DroppedErrors::log);
    }

    private static void log(Throwable error) {
        if (isOfAConnection(error) || error instanceof ExpectedFailure) {
            LOG.atDebug().addKeyValue("error", error::toString).log("a connection failed that is no longer used");
        } else {
            LOG.error("an error was dropped", error);
        }
    }

    /** Without epoll, a reset is a SocketException whose message is not the one that Reactor Netty knows. */
    private static boolean isOfAConnection(Throwable error) {
        return error instanceof SocketException || AbortedException.isConnectionReset(error);
    }
}
