package io.txstream.status.database;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.beans.factory.annotation.Qualifier;

/** Marks the database connections that only held requests use, all of them together. Lookups cannot exhaust these. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface ForWaiting {}
