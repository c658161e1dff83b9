package io.txstream.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Further options for all instances of a service. They override the stack's own.
 *
 * @param environment variables by name
 * @param jvmOptions heap, collector and other JVM options
 */
public record ServiceOptions(Map<String, String> environment, List<String> jvmOptions) {

    static final ServiceOptions NONE = new ServiceOptions(Map.of(), List.of());

    public ServiceOptions {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    ServiceOptions withEnvironment(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new ServiceOptions(changed, jvmOptions);
    }

    ServiceOptions withJvmOption(String option) {
        return new ServiceOptions(
                environment,
                Stream.concat(jvmOptions.stream(), Stream.of(option)).toList());
    }
}
