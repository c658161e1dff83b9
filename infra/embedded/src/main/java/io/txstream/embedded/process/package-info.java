/** Child processes: start, readiness, stop, kill and suspend. */
@NullMarked
package io.txstream.embedded.process;

import org.jspecify.annotations.NullMarked;
