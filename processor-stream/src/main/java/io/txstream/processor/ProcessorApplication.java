package io.txstream.processor;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.processor.changelog.ChangelogCheck;
import io.txstream.processor.changelog.ChangelogSettings;
import io.txstream.processor.dedupe.DedupeProcessor;
import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.runtime.FailureExit;
import io.txstream.processor.runtime.SteadyTime;
import io.txstream.processor.runtime.StreamProgress;
import io.txstream.processor.runtime.StreamWatchdog;
import io.txstream.processor.runtime.StreamsHealthIndicator;
import io.txstream.processor.runtime.StreamsRunner;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.runtime.ThreadReplacement;
import io.txstream.service.TopicLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;
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
    Topology topology(TopicLayout topics, ProcessorProperties settings, Clock clock, StreamMetrics metrics) {
        var clocks = new ProcessClock(clock, System::nanoTime);
        return TransactionTopology.build(
                topics.partitions(), settings.delay(), settings.dedupeWindow(), clocks, metrics);
    }

    @Bean
    StreamProgress streamProgress() {
        return new StreamProgress(System::nanoTime);
    }

    @Bean
    ThreadReplacement threadReplacement(StreamProgress progress, ProcessorProperties settings) {
        return new ThreadReplacement(System::nanoTime, progress, settings.threads());
    }

    @Bean
    SteadyTime steadyTime() {
        return new SteadyTime(Time.SYSTEM);
    }

    /** Creates the stream once the changelogs that exist are verified. Does not start it. */
    @Bean
    KafkaStreams kafkaStreams(
            TopicLayout topics,
            Topology topology,
            KafkaProperties kafka,
            ProcessorProperties settings,
            SteadyTime time) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        ChangelogSettings.addTo(streams, topics);
        verifyChangelogs(kafka, streams, topics, settings);
        return new KafkaStreams(topology, streams, time);
    }

    @Bean
    StreamsRunner streamsRunner(
            KafkaStreams streams,
            KafkaProperties kafka,
            ProcessorProperties settings,
            ThreadReplacement replacement,
            ConfigurableApplicationContext context) {
        var windowMarker = new DedupeWindowMarker(
                Path.of(requireNonNull(kafka.getStreams().getStateDir())),
                requireNonNull(kafka.getStreams().getApplicationId()),
                settings.dedupeWindow());
        return new StreamsRunner(
                streams,
                replacement,
                stopped -> windowMarker.rebuildIfWindowChanged(stopped::cleanUp),
                new FailureExit(context));
    }

    private static void verifyChangelogs(
            KafkaProperties kafka, Properties streams, TopicLayout topics, ProcessorProperties settings) {
        Map<String, Duration> retentions = Map.of(
                TransactionTopology.SEEN_STORE,
                DedupeProcessor.retention(settings.dedupeWindow()),
                TransactionTopology.DUE_STORE,
                Duration.ZERO);
        new ChangelogCheck(kafka.buildAdminProperties(), streams, topics.partitions()).verify(retentions);
    }

    @Bean
    StreamWatchdog streamWatchdog(
            StreamsRunner runner, StreamProgress progress, SteadyTime time, ConfigurableApplicationContext context) {
        return new StreamWatchdog(runner::mustMove, progress, time, new FailureExit(context));
    }

    @Bean
    StreamsHealthIndicator streamsHealthIndicator(
            StreamsRunner runner, StreamProgress progress, ThreadReplacement replacement) {
        return new StreamsHealthIndicator(runner, progress, replacement);
    }
}
