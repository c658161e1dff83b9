package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of an attempt to send a message.
 *
 * @param detail the HTTP status code, or the error
 * @param position the position of the stored record; null for webhooks, whose senders do not learn it
 */
record SendResult(
        Outcome outcome,
        String detail,
        Instant receivedAt,
        @Nullable Position position) {}
