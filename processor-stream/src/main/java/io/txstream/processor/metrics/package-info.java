/** The meters of the stream. */
@NullMarked
package io.txstream.processor.metrics;

import org.jspecify.annotations.NullMarked;
