/** Answers where a transaction stands. */
@NullMarked
package io.txstream.status;

import org.jspecify.annotations.NullMarked;
