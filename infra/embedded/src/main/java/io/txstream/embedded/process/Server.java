package io.txstream.embedded.process;

/** A server that can be stopped, killed, suspended, and started again on the same port and data. Not thread-safe. */
public interface Server extends AutoCloseable {

    /** Starts the server, and returns when it is ready. */
    void start();

    /** Stops the server in order, and kills it if that takes too long. */
    void stop();

    /** Stops the server, and starts it again. */
    void restart();

    /** Ends the server as a crash would (SIGKILL). */
    void kill();

    /** Suspends the server: connections stay open, and no request is answered. */
    void suspend();

    /** Resumes the server after {@link #suspend()}. Does nothing if it is not suspended. */
    void resume();

    /** Whether the server runs or is suspended. */
    boolean isAlive();

    /** Stops the server if it runs, and refuses further starts. */
    @Override
    void close();

    /** Kills the server if it runs, and refuses further starts. */
    void closeNow();
}
