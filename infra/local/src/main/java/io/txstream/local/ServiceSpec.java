package io.txstream.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One instance of a service: an executable jar, configured by its environment.
 *
 * @param name of the instance and of its log
 * @param jar the packed jar
 * @param port of its HTTP server
 * @param jvmOptions heap, collector and other JVM options
 * @param environment its configuration, without address and port
 * @param logs the directory of its log
 */
record ServiceSpec(
        String name, Path jar, int port, List<String> jvmOptions, Map<String, String> environment, Path logs) {

    ServiceSpec {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /** Returns the same service under another name and on another port. */
    ServiceSpec instance(String otherName, int otherPort) {
        return new ServiceSpec(otherName, jar, otherPort, jvmOptions, environment, logs);
    }

    /** Returns the same service with an environment variable added or replaced. */
    ServiceSpec with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new ServiceSpec(name, jar, port, jvmOptions, changed, logs);
    }

    /** Returns its configuration with the loopback address and its port. */
    Map<String, String> processEnvironment() {
        Map<String, String> complete = new HashMap<>(environment);
        complete.put("SERVER_ADDRESS", "127.0.0.1");
        complete.put("SERVER_PORT", Integer.toString(port));
        return complete;
    }

    Path log() {
        return logs.resolve(name + ".log");
    }
}
