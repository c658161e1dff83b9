/** Streams every change of a transaction to those who follow them. */
@NullMarked
package io.txstream.status.waiting.changes;

import org.jspecify.annotations.NullMarked;
