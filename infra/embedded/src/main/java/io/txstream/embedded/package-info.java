/** A real broker and a real Postgres as child processes, for the local runner and for tests that stop, kill and freeze them. */
@NullMarked
package io.txstream.embedded;

import org.jspecify.annotations.NullMarked;
