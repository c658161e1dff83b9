package io.txstream.service;

import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;
import reactor.netty.ReactorNetty;

/**
 * Gives a service as many event loops as processors, for HTTP and for the database, and at least two. Reactor Netty's
 * default is at least four, which on two processors take turns: each of them then has less to do at a time, for the
 * same switches and system calls. The system property {@value ReactorNetty#IO_WORKER_COUNT} takes precedence.
 */
final class EventLoops implements ApplicationListener<ApplicationStartingEvent> {

    /** So that one request that takes long does not delay all others. */
    private static final int FEWEST = 2;

    @Override
    public void onApplicationEvent(ApplicationStartingEvent event) {
        if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
            int loops = Math.max(FEWEST, Runtime.getRuntime().availableProcessors());
            System.setProperty(ReactorNetty.IO_WORKER_COUNT, String.valueOf(loops));
        }
    }
}
