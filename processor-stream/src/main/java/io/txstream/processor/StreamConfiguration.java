package io.txstream.processor;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.processor.changelog.ChangelogCheck;
import io.txstream.processor.changelog.ChangelogSettings;
import io.txstream.processor.dedupe.DedupeProcessor;
import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.runtime.BoundedClients;
import io.txstream.processor.runtime.StateDirectoryAge;
import io.txstream.processor.runtime.SteadyTime;
import io.txstream.processor.runtime.StreamProgress;
import io.txstream.processor.runtime.StreamWatchdog;
import io.txstream.processor.runtime.StreamsHealthIndicator;
import io.txstream.processor.runtime.StreamsRunner;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.runtime.ThreadReplacement;
import io.txstream.processor.start.StartCheck;
import io.txstream.processor.start.StartClients;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.FailureExit;
import io.txstream.service.TopicLayout;
import io.txstream.service.TopicWatch;
import io.txstream.service.reading.SkippedOffsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stream: its settings, the checks before its start, and what watches it while it runs. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

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

    /** Verifies the changelogs that exist. Each stream that is created later has the same settings. */
    @Bean
    Supplier<KafkaStreams> kafkaStreams(
            TopicLayout topics,
            Topology topology,
            SkippedOffsets skipped,
            KafkaProperties kafka,
            ProcessorProperties settings,
            SteadyTime time) {
        Properties streams = streams(topics, kafka, settings);
        verifyChangelogs(kafka, streams, topics, settings);
        var clients = BoundedClients.of(streams, skipped);
        return () -> new KafkaStreams(topology, streams, clients, time);
    }

    /** Checks the offsets before it prepares the local state: a start that is refused changes nothing. */
    @Bean
    StreamsRunner streamsRunner(
            Supplier<KafkaStreams> streams,
            StartCheck check,
            ThreadReplacement replacement,
            KafkaProperties kafka,
            ProcessorProperties settings,
            ConfigurableApplicationContext context) {
        KafkaProperties.Streams names = kafka.getStreams();
        var windowMarker = new DedupeWindowMarker(
                Path.of(requireNonNull(names.getStateDir())),
                requireNonNull(names.getApplicationId()),
                settings.dedupeWindow());
        return new StreamsRunner(
                streams,
                replacement,
                stopped -> {
                    check.run();
                    windowMarker.rebuildIfWindowChanged(stopped::cleanUp);
                },
                new FailureExit(context));
    }

    @Bean
    StartCheck startCheck(
            TopicLayout topics, TopicWatch identities, KafkaProperties kafka, ProcessorProperties settings) {
        Properties streams = streams(topics, kafka, settings);
        return new StartCheck(
                new StartClients(streams),
                new StateTopics(
                        streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG),
                        TransactionTopology.PROGRESS_STORE,
                        TransactionTopology.OTHER_STORES),
                identities.verified(Topics.RECEIVED),
                settings.continueFrom(),
                Thread::sleep);
    }

    private static Properties streams(TopicLayout topics, KafkaProperties kafka, ProcessorProperties settings) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        ChangelogSettings.addTo(streams, topics);
        return streams;
    }

    private static void verifyChangelogs(
            KafkaProperties kafka, Properties streams, TopicLayout topics, ProcessorProperties settings) {
        Map<String, Duration> retentions = Map.of(
                TransactionTopology.SEEN_STORE,
                DedupeProcessor.retention(settings.dedupeWindow()),
                TransactionTopology.DUE_STORE,
                Duration.ZERO,
                TransactionTopology.PROGRESS_STORE,
                Duration.ZERO);
        new ChangelogCheck(kafka.buildAdminProperties(), streams, topics.partitions()).verify(retentions);
    }

    @Bean
    StateDirectoryAge stateDirectoryAge(KafkaProperties kafka, Clock clock) {
        KafkaProperties.Streams streams = kafka.getStreams();
        return new StateDirectoryAge(
                Path.of(requireNonNull(streams.getStateDir()), requireNonNull(streams.getApplicationId())), clock);
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
