package io.txstream.service;

import io.txstream.contract.UnusableTopicsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why a service does not start in a sentence and a remedy, where a stack trace would be all. */
final class UnusableTopicsAnalyzer extends AbstractFailureAnalyzer<UnusableTopicsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableTopicsException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
