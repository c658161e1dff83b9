/** Classifies each received record, without knowing any other; only valid transactions pass. */
@NullMarked
package io.txstream.processor.admission;

import org.jspecify.annotations.NullMarked;
