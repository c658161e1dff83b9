package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TopologyException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnusableStateAnalyzerTest {

    private final UnusableStateAnalyzer analyzer = new UnusableStateAnalyzer();

    @Test
    void explainsADirectoryThatCannotBeUsed() {
        var denied = new StreamsException(new ProcessorStateException("state", new AccessDeniedException("/state")));
        assertThat(analyzer.analyze(denied))
                .extracting(FailureAnalysis::getDescription)
                .isEqualTo("the state directory cannot be used: java.nio.file.AccessDeniedException: /state");
    }

    @Test
    void explainsADirectoryInUse() {
        var inUse = new StreamsException("Unable to initialize state, this can happen if multiple instances ...");
        assertThat(analyzer.analyze(inUse)).isNotNull();
    }

    @Test
    void leavesOtherFailuresOfKafkaStreamsAlone() {
        assertThat(analyzer.analyze(new TopologyException("test"))).isNull();
        assertThat(analyzer.analyze(new StreamsException("test", new IllegalStateException())))
                .isNull();
    }
}
