/** Creates the changelog topics of the stores as durable as the received topic, and verifies existing ones at start. */
@NullMarked
package io.txstream.processor.changelog;

import org.jspecify.annotations.NullMarked;
