/** The whole system on one machine: broker, Postgres and the three services as processes, for users and for tests. */
@NullMarked
package io.txstream.local;

import org.jspecify.annotations.NullMarked;
