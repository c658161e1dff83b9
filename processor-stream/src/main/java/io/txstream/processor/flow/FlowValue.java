package io.txstream.processor.flow;

/** A value that one node of the topology passes to another. */
public sealed interface FlowValue permits Candidate, FirstTransaction, RawValue {}
