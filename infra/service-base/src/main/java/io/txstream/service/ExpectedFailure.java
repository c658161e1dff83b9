package io.txstream.service;

/** Marks errors that a client causes, and that are not worth a line in the log if they have no receiver. */
public interface ExpectedFailure {}
