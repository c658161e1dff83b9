package io.txstream.processor.runtime;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The stream to run.
 *
 * @param create creates the stream on a clock, and does not start it
 * @param beforeStart prepares the local state; an exception prevents the start
 * @param threads the number of its threads, 1 or more
 */
public record StreamPlan(Function<Time, KafkaStreams> create, Consumer<KafkaStreams> beforeStart, int threads) {}
