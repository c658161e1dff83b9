/** A clock of a child JVM that a test can step while the JVM runs. */
@NullMarked
package io.txstream.testsupport.clock;

import org.jspecify.annotations.NullMarked;
