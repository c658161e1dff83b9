/** Projects the topics into Postgres: rows and offsets move together, so each record counts exactly once. */
@NullMarked
package io.txstream.status.projection;

import org.jspecify.annotations.NullMarked;
