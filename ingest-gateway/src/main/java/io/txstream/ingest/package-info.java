/** Receives webhooks over HTTP, acknowledges each after Kafka has stored it durably, and forwards lookups to status-query. */
@NullMarked
package io.txstream.ingest;

import org.jspecify.annotations.NullMarked;
