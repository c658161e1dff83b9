package io.txstream.service;

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
        String problem = "Cannot start: " + sentence(analysis.getDescription());
        if (!StringUtils.hasText(analysis.getAction())) {
            return problem;
        }
        return problem + " " + StringUtils.capitalize(sentence(analysis.getAction()));
    }

    private static String sentence(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line : line + ".";
    }
}
