package io.txstream.processor.runtime;

import static java.util.Objects.requireNonNull;

import io.txstream.service.FailureExit;
import java.nio.file.Path;
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
    ThreadReplacement threadReplacement(StallDetector stalls, StreamPlan plan, FailureExit exit) {
        return new ThreadReplacement(stalls, exit, plan.threads());
    }

    @Bean
    StateDirectoryAge stateDirectoryAge(KafkaProperties kafka, SteadyTime time) {
        KafkaProperties.Streams streams = kafka.getStreams();
        return new StateDirectoryAge(
                Path.of(requireNonNull(streams.getStateDir()), requireNonNull(streams.getApplicationId())), time);
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
