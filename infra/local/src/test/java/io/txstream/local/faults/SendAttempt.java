package io.txstream.local.faults;

import java.time.Instant;

/**
 * One attempt of one client to send a message.
 *
 * @param number 1 for the first attempt, 2 or more for a retry
 */
record SendAttempt(String client, int number, Message message, Instant sentAt, SendResult result) {}
