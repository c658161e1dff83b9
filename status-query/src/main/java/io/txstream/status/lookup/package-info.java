/** Looks up the current state of transactions in Postgres. */
@NullMarked
package io.txstream.status.lookup;

import org.jspecify.annotations.NullMarked;
