/** A real KRaft broker, or a cluster of brokers, as child processes. */
@NullMarked
package io.txstream.embedded.kafka;

import org.jspecify.annotations.NullMarked;
