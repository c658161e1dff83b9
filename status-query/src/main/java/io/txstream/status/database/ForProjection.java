package io.txstream.status.database;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.beans.factory.annotation.Qualifier;

/** Marks the database connections that only the projection uses. Lookups have others, and cannot exhaust these. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface ForProjection {}
