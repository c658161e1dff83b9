package io.txstream.status.database;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.beans.factory.annotation.Qualifier;

/** Marks the database connections of lookups that wait for the projection. Other lookups cannot exhaust these. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface ForCatchUp {}
