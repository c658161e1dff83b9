package io.txstream.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.FailureExit;
import io.txstream.service.TopicLayout;
import io.txstream.service.TopicWatch;
import io.txstream.service.reading.SkippedOffsets;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/** Starts the processor, and wires the topology. {@link StreamConfiguration} wires the stream that runs it. */
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
    TopicWatch topicWatch(TopicLayout verified, KafkaProperties kafka, FailureExit exit) {
        return TopicWatch.of(kafka.buildAdminProperties(), exit);
    }

    @Bean
    Admin admin(KafkaProperties kafka) {
        return Admin.create(kafka.buildAdminProperties());
    }

    @Bean
    Topology topology(
            TopicWatch topics,
            SkippedOffsets skipped,
            ProcessorProperties settings,
            Clock clock,
            StreamMetrics metrics) {
        return TransactionTopology.build(
                topics.verified(Topics.RECEIVED),
                skipped,
                settings,
                new ProcessClock(clock, System::nanoTime),
                metrics);
    }
}
