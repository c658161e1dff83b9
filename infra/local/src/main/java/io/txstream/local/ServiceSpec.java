package io.txstream.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One instance of a service: an executable jar that is configured by its environment.
 *
 * @param name of the instance, which names its log too
 * @param jar to run
 * @param port it serves HTTP on
 * @param jvmOptions heap, collector and the like
 * @param environment its configuration, without address and port
 * @param logs the directory of its log
 */
public record ServiceSpec(
        String name, Path jar, int port, List<String> jvmOptions, Map<String, String> environment, Path logs) {

    public ServiceSpec {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /** The same service beside this one: needs a name and a port of its own. */
    public ServiceSpec instance(String otherName, int otherPort) {
        return new ServiceSpec(otherName, jar, otherPort, jvmOptions, environment, logs);
    }

    /** With one more setting, or another value for one it has. */
    public ServiceSpec with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new ServiceSpec(name, jar, port, jvmOptions, changed, logs);
    }
}
