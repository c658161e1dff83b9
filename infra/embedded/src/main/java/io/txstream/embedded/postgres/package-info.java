/** A real Postgres server as a child process. */
@NullMarked
package io.txstream.embedded.postgres;

import org.jspecify.annotations.NullMarked;
