package io.txstream.status.waiting.changes;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The connection to a reader.
 *
 * @param executor runs the reader: the event loop of the connection, so that writes take effect at once
 * @param writable whether the connection takes more bytes now. While it does not, nothing is passed to it.
 *     Each write that ends requests another event, which wakes the reader, so the last one finds it writable again
 */
public record Wire(Executor executor, BooleanSupplier writable) {}
