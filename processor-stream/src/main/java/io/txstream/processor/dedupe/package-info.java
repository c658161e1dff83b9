/** Passes on the first transaction with an id, drops its duplicates and rejects conflicting ones. */
@NullMarked
package io.txstream.processor.dedupe;

import org.jspecify.annotations.NullMarked;
