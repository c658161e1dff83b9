/** Connects Flyway to the service's database and explains why a database cannot be used. */
@NullMarked
package io.txstream.status.database;

import org.jspecify.annotations.NullMarked;
