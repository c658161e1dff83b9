/** The service status-query: projects the topics into Postgres and answers lookups from there. */
@NullMarked
package io.txstream.status;

import org.jspecify.annotations.NullMarked;
