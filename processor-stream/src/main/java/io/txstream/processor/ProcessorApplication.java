package io.txstream.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Starts the processor and wires it; everything else in it knows no Spring. */
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
    Topology topology(TopicLayout topics, ProcessorProperties settings, StreamMetrics metrics) {
        return TransactionTopology.build(topics.partitions(), settings.delay(), settings.dedupeWindow(), metrics);
    }

    @Bean
    StreamsRunner streamsRunner(
            Topology topology,
            KafkaProperties kafka,
            ProcessorProperties settings,
            Clock clock,
            ConfigurableApplicationContext context) {
        return new StreamsRunner(
                topology,
                StreamsSettings.of(kafka, settings),
                new ThreadReplacement(clock),
                // Not on the thread that reports the failure: the exit waits for that thread to end.
                () -> new Thread(() -> System.exit(SpringApplication.exit(context, () -> 1)), "failure-exit").start());
    }

    @Bean
    StreamsHealthIndicator streamsHealthIndicator(StreamsRunner runner) {
        return new StreamsHealthIndicator(runner);
    }
}
