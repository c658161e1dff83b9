/** The values that the nodes of the topology pass to each other, and the dead letters that they write. */
@NullMarked
package io.txstream.processor.flow;

import org.jspecify.annotations.NullMarked;
