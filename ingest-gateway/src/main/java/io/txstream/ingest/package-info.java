/** Takes webhooks over HTTP and acknowledges each once Kafka has it for good; hands lookups on to status-query. */
@NullMarked
package io.txstream.ingest;

import org.jspecify.annotations.NullMarked;
