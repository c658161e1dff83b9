package io.txstream.processor.runtime;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Reports a state directory that the stream cannot use as a problem and a remedy instead of a stack trace. */
final class UnusableStateAnalyzer extends AbstractFailureAnalyzer<StreamsException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StreamsException cause) {
        if (!isAboutTheState(cause)) {
            return null;
        }
        // The message of a file system exception is often only a path; its class is the reason.
        Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
        return new FailureAnalysis(
                "the state directory cannot be used: " + (reason instanceof IOException ? reason : reason.getMessage()),
                "set SPRING_KAFKA_STREAMS_STATE_DIR to a writable directory that no other instance uses; it may be"
                        + " empty, since the state is rebuilt from Kafka",
                cause);
    }

    /** Kafka Streams has one exception for many failures, and no type of its own for a directory in use. */
    private static boolean isAboutTheState(StreamsException failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof ProcessorStateException
                        || cause instanceof IOException
                        || String.valueOf(cause.getMessage()).startsWith("Unable to initialize state"));
    }
}
