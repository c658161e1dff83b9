package io.txstream.processor;

import static java.util.Objects.requireNonNull;

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
import io.txstream.processor.start.ChangelogSettings;
import io.txstream.processor.start.StartCheck;
import io.txstream.processor.start.StartClients;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.BrokerTopics;
import io.txstream.service.FailureExit;
import io.txstream.service.LogReader;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
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

    /**
     * Checks the start first: it can set the offsets that the plan of skipped records depends on, and one that is
     * refused changes nothing. Each stream that is created later has the same settings.
     */
    @Bean
    Supplier<KafkaStreams> kafkaStreams(
            TopicLayout topics,
            Topology topology,
            SkippedOffsets skipped,
            KafkaProperties kafka,
            ProcessorProperties settings,
            SteadyTime time,
            StartCheck check) {
        Properties streams = streams(topics, kafka, settings);
        check.run();
        var clients = BoundedClients.of(streams, skipped);
        return () -> new KafkaStreams(topology, streams, clients, time);
    }

    @Bean
    StreamsRunner streamsRunner(
            Supplier<KafkaStreams> streams,
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
                stopped -> windowMarker.rebuildIfWindowChanged(stopped::cleanUp),
                new FailureExit(context));
    }

    @Bean
    StartCheck startCheck(
            TopicLayout topics,
            BrokerTopics broker,
            LogReader log,
            Admin admin,
            KafkaProperties kafka,
            ProcessorProperties settings) {
        Properties streams = streams(topics, kafka, settings);
        var state = new StateTopics(
                streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG),
                TransactionTopology.PROGRESS_STORE,
                TransactionTopology.retentions(settings.dedupeWindow()));
        var clients = new StartClients(broker, log, admin, streams);
        return new StartCheck(clients, state, topics, streams, settings.continueFrom());
    }

    private static Properties streams(TopicLayout topics, KafkaProperties kafka, ProcessorProperties settings) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        ChangelogSettings.addTo(streams, topics);
        return streams;
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
