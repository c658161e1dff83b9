/** Folds the topics into Postgres, each record exactly once. */
@NullMarked
package io.txstream.status.projection;

import org.jspecify.annotations.NullMarked;
