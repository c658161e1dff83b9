package io.txstream.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.processor.dedupe.DedupeWindowMarker;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.runtime.FailureExit;
import io.txstream.processor.runtime.StateDirectoryAge;
import io.txstream.processor.runtime.StreamsHealthIndicator;
import io.txstream.processor.runtime.StreamsRunner;
import io.txstream.processor.runtime.StreamsSettings;
import io.txstream.processor.runtime.ThreadReplacement;
import io.txstream.processor.start.StartCheck;
import io.txstream.processor.start.StartClients;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.TopicLayout;
import io.txstream.service.TopicWatch;
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

    /** Reads the topics after they were verified. */
    @Bean
    TopicWatch topicWatch(TopicLayout verified, KafkaProperties kafka, ConfigurableApplicationContext context) {
        return TopicWatch.of(kafka.buildAdminProperties(), new FailureExit(context));
    }

    @Bean
    Topology topology(TopicWatch topics, ProcessorProperties settings, StreamMetrics metrics) {
        return TransactionTopology.build(
                topics.verified(Topics.RECEIVED), settings.delay(), settings.dedupeWindow(), metrics);
    }

    @Bean
    StreamsRunner streamsRunner(
            Topology topology,
            KafkaProperties kafka,
            ProcessorProperties settings,
            TopicWatch topics,
            Clock clock,
            ConfigurableApplicationContext context) {
        Properties streams = StreamsSettings.of(kafka, settings.threads(), settings.rocksdbMemory());
        String application = streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        var windowMarker = new DedupeWindowMarker(
                Path.of(streams.getProperty(StreamsConfig.STATE_DIR_CONFIG)), application, settings.dedupeWindow());
        var startCheck = new StartCheck(
                new StartClients(streams),
                new StateTopics(application, TransactionTopology.PROGRESS_STORE, TransactionTopology.OTHER_STORES),
                topics.verified(Topics.RECEIVED),
                settings.continueFromOffsets(),
                Thread::sleep);
        return new StreamsRunner(
                topology,
                streams,
                new ThreadReplacement(clock, settings.threads()),
                stopped -> {
                    startCheck.run();
                    windowMarker.rebuildIfWindowChanged(stopped::cleanUp);
                },
                new FailureExit(context));
    }

    @Bean
    StateDirectoryAge stateDirectoryAge(KafkaProperties kafka, Clock clock) {
        KafkaProperties.Streams streams = kafka.getStreams();
        return new StateDirectoryAge(Path.of(streams.getStateDir(), streams.getApplicationId()), clock);
    }

    @Bean
    StreamsHealthIndicator streamsHealthIndicator(StreamsRunner runner) {
        return new StreamsHealthIndicator(runner);
    }
}
