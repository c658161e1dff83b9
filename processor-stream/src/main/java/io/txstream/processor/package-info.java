/** The Kafka Streams application from received to processed transactions: its topology, its settings and its wiring. */
@NullMarked
package io.txstream.processor;

import org.jspecify.annotations.NullMarked;
