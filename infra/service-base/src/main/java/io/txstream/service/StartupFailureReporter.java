package io.txstream.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.util.StringUtils;

/**
 * Logs in one line why a service cannot start: the problem, then the remedy. Spring Boot's own reporter would write
 * many lines; {@code service-defaults.yml} switches it off.
 */
final class StartupFailureReporter implements FailureAnalysisReporter {

    private static final Logger LOG = LoggerFactory.getLogger(StartupFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        LOG.debug("the start failed", analysis.getCause());
        LOG.error(line(analysis));
    }

    static String line(FailureAnalysis analysis) {
        return line("Cannot start", analysis.getDescription(), analysis.getAction());
    }

    /** Returns problem and remedy, which may be empty, as sentences. */
    static String line(String what, String problem, @Nullable String remedy) {
        String line = what + ": " + sentence(problem);
        return StringUtils.hasText(remedy) ? line + " " + StringUtils.capitalize(sentence(remedy)) : line;
    }

    private static String sentence(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line : line + ".";
    }
}
