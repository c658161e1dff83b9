package io.txstream.testsupport.clock;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.jar.JarFile;

/**
 * The Java agent of a {@link SteppableClock}. It runs in the child JVM before its main method. The bootstrap class loader
 * loads all other classes of the agent's jar, so this class can call only their public methods.
 */
public final class ClockAgent {

    private ClockAgent() {}

    /** @param jar the agent's jar; the files with the offsets are beside it, named after the processes */
    public static void premain(String jar, Instrumentation jvm) throws IOException, UnmodifiableClassException {
        jvm.appendToBootstrapClassLoaderSearch(new JarFile(jar));
        ClockReads.install(jvm, Path.of(jar).resolveSibling(""));
    }
}
