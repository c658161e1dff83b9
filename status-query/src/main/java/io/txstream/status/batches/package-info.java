/** Announces the batches that any instance has projected. */
@NullMarked
package io.txstream.status.batches;

import org.jspecify.annotations.NullMarked;
