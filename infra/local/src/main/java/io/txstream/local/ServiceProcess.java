package io.txstream.local;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One service instance in a process of its own. It listens on the loopback address only. */
public final class ServiceProcess extends ServerProcess {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final ServiceSpec spec;
    private final boolean diesWithJvm;

    /** @param diesWithJvm whether the service is killed when this JVM exits */
    ServiceProcess(ServiceSpec spec, boolean diesWithJvm) {
        this.spec = spec;
        this.diesWithJvm = diesWithJvm;
    }

    /** Returns the base URL of its HTTP server, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + spec.port();
    }

    /** Whether its readiness probe answers 200 within 2 s. */
    public boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(url() + "/actuator/health/readiness").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) PROBE_TIMEOUT.toMillis());
            connection.setReadTimeout((int) PROBE_TIMEOUT.toMillis());
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Unpacks the jar unless that was done before. A launch does it too, but blocks {@link #close} meanwhile. */
    Path unpack() {
        return new UnpackedJar(spec.jar(), spec.log()).get();
    }

    @Override
    protected ProcessSpec prepare() {
        Path jar = unpack();
        List<String> command = JavaCommand.ofJar(jar, spec.jvmOptions(), List.of());
        return new ProcessSpec(spec.name(), command, spec.processEnvironment(), spec.log(), diesWithJvm);
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(READY_TIMEOUT, this::isReady);
    }
}
