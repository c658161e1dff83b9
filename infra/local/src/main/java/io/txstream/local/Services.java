package io.txstream.local;

import java.nio.file.Path;
import java.util.Map;

/** The three services as they run on one machine: small heaps, and wired to each other by environment variables. */
public final class Services {
    private final StackSettings settings;
    private final String kafka;

    public Services(StackSettings settings) {
        this.settings = settings;
        kafka = "127.0.0.1:" + settings.ports().kafka();
    }

    public ServiceSpec gateway() {
        return spec(
                "ingest-gateway",
                settings.ports().base(),
                256,
                Map.of(
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        kafka,
                        "TXSTREAM_INGEST_STATUS_URL",
                        "http://127.0.0.1:" + settings.ports().statusQuery()));
    }

    /** A second instance needs a {@code SPRING_KAFKA_STREAMS_STATE_DIR} of its own. */
    public ServiceSpec processor() {
        return spec(
                "processor-stream",
                settings.ports().processorStream(),
                384,
                Map.of(
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        kafka,
                        "TXSTREAM_PROCESSOR_DELAY",
                        settings.delay().toString(),
                        "SPRING_KAFKA_STREAMS_STATE_DIR",
                        settings.data().resolve("state").toString()));
    }

    public ServiceSpec status() {
        return spec(
                "status-query",
                settings.ports().statusQuery(),
                256,
                Map.of(
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        kafka,
                        "SPRING_R2DBC_URL",
                        "r2dbc:postgresql://127.0.0.1:" + settings.ports().postgres() + "/transactions",
                        "SPRING_R2DBC_USERNAME",
                        "postgres",
                        "SPRING_R2DBC_PASSWORD",
                        "unused"));
    }

    private ServiceSpec spec(String name, int port, int heapMb, Map<String, String> environment) {
        Path jar = settings.root().resolve(name).resolve("target").resolve(name + ".jar");
        return new ServiceSpec(name, jar, port, JvmOptions.withHeap(heapMb), environment, settings.logs());
    }
}
