/** The Kafka Streams application between received and processed: its topology, its settings and its life. */
@NullMarked
package io.txstream.processor;

import org.jspecify.annotations.NullMarked;
