/** Proves the guarantees on real processes with real faults: histories, topics and tables are read afterwards and judged. */
@NullMarked
package io.txstream.local.faults;

import org.jspecify.annotations.NullMarked;
