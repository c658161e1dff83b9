package io.txstream.processor;

import static java.util.Objects.requireNonNull;

import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.runtime.BoundedClients;
import io.txstream.processor.runtime.StreamPlan;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.start.ChangelogSettings;
import io.txstream.processor.start.StartCheck;
import io.txstream.processor.start.StartClients;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.BrokerTopics;
import io.txstream.service.LogReader;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stream: its settings, and the checks before its start. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    /**
     * Runs the start check before it plans skipped records: the check can set the offsets that the plan depends on, and
     * a start that is refused changes nothing. Each stream that is created later has the same settings.
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
        check.run();
        var clients = BoundedClients.of(streams, skipped);
        var windowMarker = new DedupeWindowMarker(
                Path.of(requireNonNull(kafka.getStreams().getStateDir())),
                requireNonNull(kafka.getStreams().getApplicationId()),
                settings.dedupeWindow());
        return new StreamPlan(
                time -> new KafkaStreams(topology, streams, clients, time),
                stopped -> windowMarker.rebuildIfWindowChanged(stopped::cleanUp),
                settings.threads());
    }

    @Bean
    StateTopics stateTopics(KafkaProperties kafka, ProcessorProperties settings) {
        return new StateTopics(
                requireNonNull(kafka.getStreams().getApplicationId()),
                TransactionTopology.PROGRESS_STORE,
                TransactionTopology.DUE_STORE,
                TransactionTopology.retentions(settings.dedupeWindow()));
    }

    @Bean
    StartClients startClients(
            TopicLayout topics,
            BrokerTopics broker,
            LogReader log,
            Admin admin,
            KafkaProperties kafka,
            ProcessorProperties settings) {
        return new StartClients(broker, log, admin, streams(topics, kafka, settings));
    }

    @Bean
    StartCheck startCheck(
            TopicLayout topics,
            StartClients clients,
            StateTopics state,
            KafkaProperties kafka,
            ProcessorProperties settings) {
        Properties streams = streams(topics, kafka, settings);
        return new StartCheck(clients, state, topics, streams, settings.continueFrom());
    }

    private static Properties streams(TopicLayout topics, KafkaProperties kafka, ProcessorProperties settings) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        ChangelogSettings.addTo(streams, topics);
        return streams;
    }
}
