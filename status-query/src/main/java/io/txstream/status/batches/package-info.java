/** Tells an instance which batches were projected, also by other instances. */
@NullMarked
package io.txstream.status.batches;

import org.jspecify.annotations.NullMarked;
