package io.txstream.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
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

    @Bean
    Topology topology(
            TopicLayout topics,
            SkippedOffsets skipped,
            ProcessorProperties settings,
            Clock clock,
            StreamMetrics metrics) {
        return TransactionTopology.build(
                topics,
                skipped,
                settings,
                new ProcessClock(clock, System::nanoTime),
                metrics);
    }
}
