package io.txstream.contract.topics;

/**
 * A rule that existing topics break.
 *
 * @param problem the topics, and the setting or number that they must have
 * @param remedy what an operator can do about it
 */
public record TopicProblem(String problem, String remedy) {}
