package io.txstream.processor.start;

/** How the stream starts on one partition. */
sealed interface StartDecision {

    /** The group's offset is right. */
    record AsItIs() implements StartDecision {}

    /**
     * The group's offset must be set first.
     *
     * @param offset the next offset to read
     * @param required whether the stream could not start otherwise; if not, it would only read records again and skip
     *     them
     */
    record SetOffset(long offset, boolean required) implements StartDecision {}

    /**
     * No start keeps the guarantees. An operator must decide.
     *
     * @param problem what is wrong, for people
     * @param continueFrom the offset to continue from so that the least is lost, and nothing is processed twice
     */
    record Refuse(String problem, long continueFrom) implements StartDecision {}
}
