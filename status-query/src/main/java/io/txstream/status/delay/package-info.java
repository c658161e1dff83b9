/** Knows how long the processor holds a transaction. */
@NullMarked
package io.txstream.status.delay;

import org.jspecify.annotations.NullMarked;
