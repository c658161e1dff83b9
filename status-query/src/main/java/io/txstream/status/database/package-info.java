/** Opens and checks the connections to the database, migrates it, and explains why it cannot be used. */
@NullMarked
package io.txstream.status.database;

import org.jspecify.annotations.NullMarked;
