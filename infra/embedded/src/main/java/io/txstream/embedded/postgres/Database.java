package io.txstream.embedded.postgres;

import io.txstream.embedded.process.Server;

/**
 * A Postgres server with the database {@link PostgresSettings#DATABASE}. {@link PostgresSettings#USER} connects without
 * a password. A committed row survives a stop and a kill.
 */
public interface Database extends Server {

    /** Returns the JDBC URL with the user. */
    String jdbcUrl();

    /** Returns the R2DBC URL without the user. */
    String r2dbcUrl();
}
