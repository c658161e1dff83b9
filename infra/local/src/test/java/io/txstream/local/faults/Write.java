package io.txstream.local.faults;

import java.time.Instant;

/**
 * One attempt of one client to hand in a message.
 *
 * @param attempt 1 for the first, more for its repetitions
 */
record Write(String client, int attempt, Message message, Instant sentAt, Answer answer) {}
