/** Decides what each received record is by itself; what is no transaction leaves the stream here. */
@NullMarked
package io.txstream.processor.admission;

import org.jspecify.annotations.NullMarked;
