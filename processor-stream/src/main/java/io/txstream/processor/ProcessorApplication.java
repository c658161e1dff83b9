package io.txstream.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.runtime.BoundedClients;
import io.txstream.processor.runtime.FailureExit;
import io.txstream.processor.runtime.StreamsHealthIndicator;
import io.txstream.processor.runtime.StreamsRunner;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.runtime.ThreadReplacement;
import io.txstream.service.TopicLayout;
import io.txstream.service.reading.SkippedOffsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Starts the processor and wires it. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ProcessorApplication {

    public static void main(String[] args) {
        SpringApplication.run(ProcessorApplication.class, args);
    }

    @Bean
    StreamMetrics streamMetrics(MeterRegistry registry, Clock clock) {
        return new StreamMetrics(registry, clock);
    }

    @Bean
    Topology topology(TopicLayout topics, SkippedOffsets skipped, ProcessorProperties settings, StreamMetrics metrics) {
        return TransactionTopology.build(
                topics.partitions(), skipped, settings.delay(), settings.dedupeWindow(), metrics);
    }

    @Bean
    StreamsRunner streamsRunner(
            Topology topology,
            KafkaProperties kafka,
            SkippedOffsets skipped,
            ProcessorProperties settings,
            Clock clock,
            ConfigurableApplicationContext context) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        var windowMarker = new DedupeWindowMarker(
                Path.of(streams.getProperty(StreamsConfig.STATE_DIR_CONFIG)),
                streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG),
                settings.dedupeWindow());
        return new StreamsRunner(
                topology,
                streams,
                BoundedClients.of(streams, skipped),
                new ThreadReplacement(clock, settings.threads()),
                stopped -> windowMarker.rebuildIfWindowChanged(stopped::cleanUp),
                new FailureExit(context));
    }

    @Bean
    StreamsHealthIndicator streamsHealthIndicator(StreamsRunner runner) {
        return new StreamsHealthIndicator(runner);
    }
}
