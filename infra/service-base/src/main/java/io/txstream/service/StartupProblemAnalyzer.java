package io.txstream.service;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a {@link StartupProblemException} as a problem and a remedy instead of a stack trace. */
final class StartupProblemAnalyzer extends AbstractFailureAnalyzer<StartupProblemException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StartupProblemException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
