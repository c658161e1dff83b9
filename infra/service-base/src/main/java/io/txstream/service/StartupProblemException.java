package io.txstream.service;

/**
 * A service cannot start for a reason outside of it. {@link StartupProblemAnalyzer} reports the problem and the remedy
 * without a stack trace.
 */
public final class StartupProblemException extends RuntimeException {

    private final String remedy;

    /**
     * Creates one.
     *
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
