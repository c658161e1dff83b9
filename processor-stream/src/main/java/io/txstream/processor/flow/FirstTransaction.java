package io.txstream.processor.flow;

import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import java.time.Instant;

/**
 * A transaction that has passed dedupe: the first with its id. It will be processed once its delay has passed.
 *
 * @param received the position of the received record
 * @param createdAt the append time of the received record
 */
public record FirstTransaction(Transaction transaction, Position received, Instant createdAt) implements FlowValue {}
