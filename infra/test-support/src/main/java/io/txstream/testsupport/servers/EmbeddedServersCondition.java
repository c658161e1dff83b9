package io.txstream.testsupport.servers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips what {@link NeedsEmbeddedServers} marks where the servers are containers. Prints the reason, since Maven shows
 * only the number of skipped tests.
 */
final class EmbeddedServersCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (ServerKind.current() == ServerKind.EMBEDDED) {
            return ConditionEvaluationResult.enabled("servers are embedded");
        }
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsEmbeddedServers.class)
                .map(needs -> skipped(context.getDisplayName(), needs.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("runs with containers"));
    }

    private static ConditionEvaluationResult skipped(String name, String reason) {
        System.out.printf("Skipped: %s %s, so it needs embedded servers.%n", name, reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
