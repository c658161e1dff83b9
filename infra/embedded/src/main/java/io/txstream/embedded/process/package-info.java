/** Child processes: starting them, waiting until they are ready, stopping, killing and freezing them. */
@NullMarked
package io.txstream.embedded.process;

import org.jspecify.annotations.NullMarked;
