/** Keeps how far each received partition was decided, so that no received record is processed twice at any age. */
@NullMarked
package io.txstream.processor.progress;

import org.jspecify.annotations.NullMarked;
