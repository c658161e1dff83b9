package io.txstream.processor.runtime;

import java.io.IOException;
import org.apache.kafka.streams.errors.StreamsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Reports a state directory that the stream cannot use as a problem and a remedy instead of a stack trace. */
final class UnusableStateAnalyzer extends AbstractFailureAnalyzer<StreamsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StreamsException cause) {
        // The message of a file system exception is often only a path; its class is the reason.
        Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
        return new FailureAnalysis(
                "the state directory cannot be used: " + (reason instanceof IOException ? reason : reason.getMessage()),
                "set SPRING_KAFKA_STREAMS_STATE_DIR to a writable directory that no other instance uses; it may be"
                        + " empty, since the state is rebuilt from Kafka",
                cause);
    }
}
