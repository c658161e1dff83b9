package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param told the status code, or what went wrong
 * @param position where the record lies; only direct producers are told
 */
record Answer(
        Outcome outcome, String told, Instant at, @Nullable Position position) {}
