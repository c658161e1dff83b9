/** Decides whether the tables are complete enough for a lookup. */
@NullMarked
package io.txstream.status.catchup;

import org.jspecify.annotations.NullMarked;
