/** Receives webhooks over HTTP, acknowledges each after Kafka stored it durably, forwards lookups to status-query. */
@NullMarked
package io.txstream.ingest;

import org.jspecify.annotations.NullMarked;
