package io.txstream.local;

import io.txstream.embedded.postgres.PostgresSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service instances of a stack, which find each other, the brokers and the database by environment variables. */
final class Services {

    private final StackSettings settings;
    private final StackLayout layout;

    Services(StackSettings settings) {
        this.settings = settings;
        layout = settings.layout();
    }

    /** Returns an instance of a service. Instance 0 has the name of the module; instance 1 has "-2" appended. */
    ServiceSpec spec(Service service, int instance) {
        String name = instance == 0 ? service.module() : service.module() + "-" + (instance + 1);
        Path jar = settings.root().resolve(service.module()).resolve("target").resolve(service.module() + ".jar");
        ServiceOptions options = settings.options(service);
        Map<String, String> environment = new HashMap<>(environment(service, instance, name));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", layout.bootstrapServers());
        environment.putAll(options.environment());
        List<String> jvmOptions = JvmOptions.withHeap(service.heapMegabytes(), options.jvmOptions());
        return new ServiceSpec(name, jar, layout.port(service, instance), jvmOptions, environment, settings.logs());
    }

    /** Returns the port of the status-query with the number of the gateway, or of the last one. */
    private int statusPort(int gateway) {
        int last = Math.max(0, layout.instances(Service.STATUS_QUERY) - 1);
        return layout.port(Service.STATUS_QUERY, Math.min(gateway, last));
    }

    private Map<String, String> environment(Service service, int instance, String name) {
        return switch (service) {
            case INGEST_GATEWAY -> Map.of("TXSTREAM_INGEST_STATUS_URL", "http://127.0.0.1:" + statusPort(instance));
            case STATUS_QUERY ->
                Map.of(
                        "SPRING_R2DBC_URL",
                        settings.postgres().r2dbcUrl() + "?applicationName=" + name,
                        "SPRING_R2DBC_USERNAME",
                        PostgresSettings.USER,
                        "SPRING_R2DBC_PASSWORD",
                        "unused");
            case PROCESSOR_STREAM ->
                Map.of(
                        "SPRING_KAFKA_STREAMS_STATE_DIR",
                        settings.state(instance).toString());
        };
    }
}
