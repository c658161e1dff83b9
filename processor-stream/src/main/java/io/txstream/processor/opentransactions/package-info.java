/** Watches the received topic for open transactions, which hold back every committed reader. */
@NullMarked
package io.txstream.processor.opentransactions;

import org.jspecify.annotations.NullMarked;
