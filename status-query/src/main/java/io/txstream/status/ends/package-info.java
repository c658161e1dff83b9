/** Reads the ends of the received topic from as many replicas as an acknowledged record needs. */
@NullMarked
package io.txstream.status.ends;

import org.jspecify.annotations.NullMarked;
