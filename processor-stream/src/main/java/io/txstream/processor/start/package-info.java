/** Compares offsets, state, changelogs and log before the stream starts, so that it starts where it ended. */
@NullMarked
package io.txstream.processor.start;

import org.jspecify.annotations.NullMarked;
