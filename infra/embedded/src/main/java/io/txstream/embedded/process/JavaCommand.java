package io.txstream.embedded.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a child JVM. It runs on the same JDK as this JVM. */
public final class JavaCommand {

    private JavaCommand() {}

    /** Returns a command that runs a main class on this JVM's class path. */
    public static List<String> ofMainClass(String mainClass, List<String> jvmOptions, List<String> arguments) {
        return ofMainClass(System.getProperty("java.class.path"), mainClass, jvmOptions, arguments);
    }

    /** Returns a command that runs a main class on another class path. */
    public static List<String> ofMainClass(
            String classPath, String mainClass, List<String> jvmOptions, List<String> arguments) {
        return command(jvmOptions, List.of("-cp", classPath, mainClass), arguments);
    }

    /** Returns a command that runs an executable jar. */
    public static List<String> ofJar(Path jar, List<String> jvmOptions, List<String> arguments) {
        return command(jvmOptions, List.of("-jar", jar.toString()), arguments);
    }

    private static List<String> command(List<String> jvmOptions, List<String> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Both silence warnings that JDKs print since 24 (JEP 472, JEP 498). JDK 17 does not know these options.
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(jvmOptions);
        command.addAll(program);
        command.addAll(arguments);
        return command;
    }
}
