package io.txstream.testservers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import io.txstream.embedded.process.Server;
import io.txstream.embedded.process.ServerProcess;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container of its own. It is on a fixed port of the loopback address, so that it has the same address
 * after it was started again. Its data are in the container, and deleted when it is closed.
 */
abstract class ServerContainer implements Server {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final GenericContainer<?> container;
    private boolean closed;

    /**
     * Creates the container, and does not start it.
     *
     * @param hostPort the port of the loopback address
     * @param port the server's port in the container
     */
    ServerContainer(GenericContainer<?> container, int hostPort, int port) {
        this.container = container;
        container.setPortBindings(List.of(Containers.onLoopback(port, hostPort)));
    }

    /** Whether the server serves clients now. */
    abstract boolean answers();

    /** Asks the server to stop in order, and returns at once. */
    abstract void requestStop();

    @Override
    public final void start() {
        if (closed || isAlive()) {
            throw new IllegalStateException(closed ? "was closed" : "runs already");
        }
        if (isCreated()) {
            docker().startContainerCmd(id()).exec();
        } else {
            container.start();
        }
        awaitReady();
    }

    private void awaitReady() {
        try {
            await().atMost(START_TIMEOUT).pollInterval(POLL_INTERVAL).until(() -> !isAlive() || answers());
        } catch (ConditionTimeoutException notReady) {
            throw failed("was not ready within " + START_TIMEOUT.toSeconds() + " s");
        }
        if (!isAlive()) {
            throw failed("ended");
        }
    }

    private IllegalStateException failed(String what) {
        return new IllegalStateException(
                "%s %s; its log:%n%s".formatted(container.getDockerImageName(), what, container.getLogs()));
    }

    @Override
    public final void stop() {
        if (!isAlive()) {
            return;
        }
        resume(); // otherwise the request would wait
        requestStop();
        try {
            await().atMost(ServerProcess.STOP_TIMEOUT)
                    .pollInterval(POLL_INTERVAL)
                    .until(() -> !isAlive());
        } catch (ConditionTimeoutException stillRuns) {
            kill();
        }
    }

    @Override
    public final void restart() {
        stop();
        start();
    }

    @Override
    public final void kill() {
        if (isAlive()) {
            signal("KILL");
            await().atMost(ServerProcess.STOP_TIMEOUT)
                    .pollInterval(POLL_INTERVAL)
                    .until(() -> !isAlive());
        }
    }

    /** Freezes all processes of the container. */
    @Override
    public final void suspend() {
        docker().pauseContainerCmd(id()).exec();
    }

    @Override
    public final void resume() {
        if (isCreated() && Boolean.TRUE.equals(state().getPaused())) {
            docker().unpauseContainerCmd(id()).exec();
        }
    }

    @Override
    public final boolean isAlive() {
        return isCreated() && Boolean.TRUE.equals(state().getRunning());
    }

    /** Removes the container with its data. An orderly stop would change nothing that anyone could see. */
    @Override
    public final void close() {
        closeNow();
    }

    /** Removes the container with its data. */
    @Override
    public final void closeNow() {
        closed = true;
        container.stop();
    }

    /** Sends a signal to the first process of the container. */
    final void signal(String name) {
        try {
            docker().killContainerCmd(id()).withSignal(name).exec();
        } catch (ConflictException hasEnded) {
            // Then there is nothing to stop.
        }
    }

    final GenericContainer<?> container() {
        return container;
    }

    private boolean isCreated() {
        return container.getContainerId() != null;
    }

    private String id() {
        if (!isCreated()) {
            throw new IllegalStateException("was never started");
        }
        return container.getContainerId();
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(id()).exec().getState();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
