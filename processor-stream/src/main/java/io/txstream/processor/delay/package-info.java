/** Holds every transaction until it is due. */
@NullMarked
package io.txstream.processor.delay;

import org.jspecify.annotations.NullMarked;
