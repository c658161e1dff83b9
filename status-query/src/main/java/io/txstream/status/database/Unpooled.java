package io.txstream.status.database;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.beans.factory.annotation.Qualifier;

/** Marks what opens a database connection that no pool shares. Its user checks and closes it. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Unpooled {}
