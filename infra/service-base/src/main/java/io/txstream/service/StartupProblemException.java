package io.txstream.service;

import io.txstream.contract.topics.TopicProblem;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Thrown when a service cannot start because of its environment, such as the broker, the topics or the database, or
 * must not go on without a new start.
 * {@link StartupProblemAnalyzer} reports the problem and the remedy without a stack trace.
 */
public final class StartupProblemException extends RuntimeException {

    private final String remedy;

    /**
     * @param problem what is wrong, naming the addresses, topics or settings concerned
     * @param remedy what to change, naming the setting and the value expected
     */
    public StartupProblemException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** Joins the rules that topics break, at least one. */
    public static StartupProblemException of(Collection<TopicProblem> problems) {
        return new StartupProblemException(
                problems.stream().map(TopicProblem::problem).collect(Collectors.joining("; ")),
                problems.stream().map(TopicProblem::remedy).collect(Collectors.joining("; ")));
    }

    public String remedy() {
        return remedy;
    }
}
