/** Classifies each received record without knowing any other; everything but valid transactions leaves the flow here. */
@NullMarked
package io.txstream.processor.admission;

import org.jspecify.annotations.NullMarked;
