package io.txstream.processor.runtime;

import static java.util.Objects.requireNonNull;

import io.txstream.processor.start.GroupOffsets;
import io.txstream.service.FailureExit;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Time;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what runs the {@link StreamPlan}, and what watches it. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

    @Bean
    SteadyTime steadyTime() {
        return new SteadyTime(Time.SYSTEM);
    }

    @Bean
    StallDetector stallDetector() {
        return new StallDetector(System::nanoTime);
    }

    @Bean
    ThreadReplacement threadReplacement(
            StallDetector stalls, Admin admin, KafkaProperties kafka, StreamPlan plan, FailureExit exit) {
        String group = requireNonNull(kafka.getStreams().getApplicationId());
        return new ThreadReplacement(stalls, new GroupOffsets(admin, group)::committed, exit, plan.threads());
    }

    @Bean
    StateDirectoryAge stateDirectoryAge(KafkaProperties kafka, Clock clock) {
        KafkaProperties.Streams streams = kafka.getStreams();
        return new StateDirectoryAge(
                Path.of(requireNonNull(streams.getStateDir()), requireNonNull(streams.getApplicationId())), clock);
    }

    @Bean
    StreamsRunner streamsRunner(
            StreamPlan plan,
            SteadyTime time,
            ThreadReplacement replacement,
            StallDetector stalls,
            StateDirectoryAge directories,
            FailureExit exit) {
        return new StreamsRunner(plan, time, replacement, stalls, directories, exit);
    }

    @Bean
    StreamWatchdog streamWatchdog(StreamsRunner runner, StallDetector stalls, SteadyTime time, FailureExit exit) {
        return new StreamWatchdog(runner::look, stalls, time, exit);
    }

    @Bean
    StreamsHealthIndicator streamsHealthIndicator(
            StreamsRunner runner, StallDetector stalls, ThreadReplacement replacement) {
        return new StreamsHealthIndicator(runner, stalls, replacement);
    }
}
