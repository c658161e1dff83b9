package io.txstream.processor;

import java.io.IOException;
import org.apache.kafka.streams.errors.StreamsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Tells why the stream cannot be set up on the state folder, in a sentence and a remedy. */
final class UnusableStateAnalyzer extends AbstractFailureAnalyzer<StreamsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StreamsException cause) {
        // Of a file system's complaint the class is the reason, and the message no more than a path.
        Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
        return new FailureAnalysis(
                "the state folder cannot be used: " + (reason instanceof IOException ? reason : reason.getMessage()),
                "give each instance one of its own that it may write to, with SPRING_KAFKA_STREAMS_STATE_DIR; it may be"
                        + " empty, as it is rebuilt from Kafka",
                cause);
    }
}
