/** Lets the first record of an id pass and no other. */
@NullMarked
package io.txstream.processor.dedupe;

import org.jspecify.annotations.NullMarked;
