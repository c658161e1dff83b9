package io.txstream.processor;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.processor.changelog.ChangelogCheck;
import io.txstream.processor.changelog.ChangelogSettings;
import io.txstream.processor.dedupe.DedupeProcessor;
import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.runtime.BoundedClients;
import io.txstream.processor.runtime.StreamPlan;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.start.StartCheck;
import io.txstream.processor.start.StartClients;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.TopicLayout;
import io.txstream.service.TopicWatch;
import io.txstream.service.reading.SkippedOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stream: its settings, and the checks before its start. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    /**
     * Verifies the changelogs that exist. Each stream that is created later has the same settings. The offsets are
     * checked before the local state is prepared: a start that is refused changes nothing.
     */
    @Bean
    StreamPlan streamPlan(
            TopicLayout topics,
            Topology topology,
            SkippedOffsets skipped,
            StartCheck check,
            KafkaProperties kafka,
            ProcessorProperties settings) {
        Properties streams = streams(topics, kafka, settings);
        verifyChangelogs(kafka, streams, topics, settings);
        var clients = BoundedClients.of(streams, skipped);
        var windowMarker = new DedupeWindowMarker(
                Path.of(requireNonNull(kafka.getStreams().getStateDir())),
                requireNonNull(kafka.getStreams().getApplicationId()),
                settings.dedupeWindow());
        return new StreamPlan(
                time -> new KafkaStreams(topology, streams, clients, time),
                stopped -> {
                    check.run();
                    windowMarker.rebuildIfWindowChanged(stopped::cleanUp);
                },
                settings.threads());
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
                settings.continueFromOffsets(),
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
}
