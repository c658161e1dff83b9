/** Watches the received topic for open transactions, which hold back every committed reader. */
@NullMarked
package io.txstream.processor.transactions;

import org.jspecify.annotations.NullMarked;
