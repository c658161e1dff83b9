package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackSettingsTest {

    private static final StackLayout LAYOUT = new StackLayout(
            8000,
            9092,
            15_432,
            3,
            Map.of(Service.INGEST_GATEWAY, 2, Service.PROCESSOR_STREAM, 2, Service.STATUS_QUERY, 1));

    private final StackSettings settings = new StackSettings(Path.of("/project"), Path.of("/data"), LAYOUT, true);

    @Test
    void everyInstanceHasAPortOfItsOwn() {
        StackLayout layout = settings.layout();

        assertThat(layout.port(Service.INGEST_GATEWAY, 0)).isEqualTo(8000);
        assertThat(layout.port(Service.STATUS_QUERY, 0)).isEqualTo(8001);
        assertThat(layout.port(Service.PROCESSOR_STREAM, 0)).isEqualTo(8002);
        assertThat(layout.port(Service.INGEST_GATEWAY, 1)).isEqualTo(8003);
    }

    @Test
    void freePortsFitAStackOfAnySize() {
        StackLayout layout = StackLayout.onFreePorts(3, LAYOUT.instances());

        assertThat(layout.unusablePort()).isEmpty();
    }

    @Test
    void aFurtherProcessorHasANameAndAStateDirectoryOfItsOwn() {
        ServiceSpec second = new Services(settings).spec(Service.PROCESSOR_STREAM, 1);

        assertThat(second.name()).isEqualTo("processor-stream-2");
        assertThat(second.environment())
                .containsEntry("SPRING_KAFKA_STREAMS_STATE_DIR", "/data/state-2")
                .containsEntry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092,127.0.0.1:9094,127.0.0.1:9096");
    }

    @Test
    void furtherOptionsOverrideTheStacksOwn() {
        StackSettings changed = settings.withDelay(Duration.ofSeconds(1))
                .withEnvironment(Service.PROCESSOR_STREAM, "SPRING_KAFKA_BOOTSTRAP_SERVERS", "other:9092")
                .withJvmOption(Service.PROCESSOR_STREAM, "-Xmx1g")
                .withJvmOption("-Dx=y");

        ServiceSpec processor = new Services(changed).spec(Service.PROCESSOR_STREAM, 0);
        assertThat(processor.environment())
                .containsEntry("TXSTREAM_PROCESSOR_DELAY", "PT1S")
                .containsEntry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "other:9092");
        assertThat(processor.jvmOptions()).endsWith("-Xmx1g", "-Dx=y");
        assertThat(new Services(changed).spec(Service.STATUS_QUERY, 0).environment())
                .containsEntry("TXSTREAM_PROCESSOR_DELAY", "PT1S");
        assertThat(new Services(changed).spec(Service.STATUS_QUERY, 0).jvmOptions())
                .endsWith("-Dx=y")
                .doesNotContain("-Xmx1g");
        assertThat(changed.brokers().apply(changed.kafka()).jvmOptions()).endsWith("-Dx=y");
    }

    @Test
    void createsAllProcessesAndStartsNone() {
        try (var stack = new LocalStack(settings)) {
            assertThat(stack.kafka().brokers()).hasSize(3).noneMatch(ServerProcess::isAlive);
            assertThat(stack.instances(Service.PROCESSOR_STREAM)).hasSize(2).noneMatch(ServerProcess::isAlive);
            assertThat(stack.instances(Service.STATUS_QUERY)).hasSize(1);
            assertThat(stack.processor().url()).isEqualTo("http://127.0.0.1:8002");
        }
    }
}
