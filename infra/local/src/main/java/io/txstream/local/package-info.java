/** The whole system on one machine, for users and for tests: Kafka, Postgres and the three services as processes. */
@NullMarked
package io.txstream.local;

import org.jspecify.annotations.NullMarked;
