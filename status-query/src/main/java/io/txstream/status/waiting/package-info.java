/** Holds requests until their transactions change. */
@NullMarked
package io.txstream.status.waiting;

import org.jspecify.annotations.NullMarked;
