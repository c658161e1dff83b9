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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One service instance in a process of its own, on the loopback address only. */
public final class ServiceProcess extends ServerProcess {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final int PROBE_TIMEOUT_MS = 2_000;

    private final ServiceSpec spec;
    private final boolean diesWithJvm;

    /** @param diesWithJvm whether the service is killed when this JVM exits */
    public ServiceProcess(ServiceSpec spec, boolean diesWithJvm) {
        this.spec = spec;
        this.diesWithJvm = diesWithJvm;
    }

    /** Where it serves HTTP, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + spec.port();
    }

    /** Whether it says of itself that it can do its work. */
    public boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(url() + "/actuator/health/readiness").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PROBE_TIMEOUT_MS);
            connection.setReadTimeout(PROBE_TIMEOUT_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    protected ProcessSpec prepare() {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(spec.port()));
        Path log = spec.logs().resolve(spec.name() + ".log");
        Path jar = new UnpackedJar(spec.jar(), log).get();
        List<String> command = JavaCommand.ofJar(jar, spec.jvmOptions(), List.of());
        return new ProcessSpec(spec.name(), command, environment, log, diesWithJvm);
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(READY_TIMEOUT, this::isReady);
    }
}
