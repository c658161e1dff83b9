package io.txstream.service;

/**
 * Thrown when a service cannot start because of its environment, such as the broker, the topics or the database.
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

    public String remedy() {
        return remedy;
    }
}
