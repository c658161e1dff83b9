/** The Kafka broker's own class path. */
@NullMarked
package io.txstream.broker;

import org.jspecify.annotations.NullMarked;
