/** Reading the topics within the heap, and passing over records that no heap can hold. */
@NullMarked
package io.txstream.service.reading;

import org.jspecify.annotations.NullMarked;
