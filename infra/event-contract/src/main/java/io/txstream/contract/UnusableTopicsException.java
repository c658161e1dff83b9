package io.txstream.contract;

/** The topics are missing or not what the guarantees rest on, or the broker does not say. */
public final class UnusableTopicsException extends RuntimeException {

    private final String remedy;

    public UnusableTopicsException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** What to do about it, for people. */
    public String remedy() {
        return remedy;
    }
}
