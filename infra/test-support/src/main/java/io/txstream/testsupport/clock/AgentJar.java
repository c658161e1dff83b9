package io.txstream.testsupport.clock;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;

/** The jar of {@link ClockAgent}: its classes, and the ASM library, which the services do not have. */
final class AgentJar {

    private static final String PACKAGE = "io/txstream/testsupport/clock/";
    private static final String ASM = "net/bytebuddy/jar/asm/";

    private static final List<String> OWN = List.of(
            "ClockAgent", "ClockReads", "ClockReads$Visitor", "ClockReads$Visitor$1", "ShiftedClock", "SteppableClock");

    private AgentJar() {}

    static void write(Path jar) throws IOException {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ClockAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        try (var output = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : Stream.concat(OWN.stream().map(PACKAGE::concat), asmClasses())
                    .toList()) {
                output.putNextEntry(new JarEntry(name + ".class"));
                try (InputStream content = resource(name + ".class")) {
                    content.transferTo(output);
                }
            }
        }
    }

    private static Stream<String> asmClasses() throws IOException {
        String byteBuddy = ClassReader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        try (var library = new JarFile(new File(byteBuddy))) {
            return library.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(ASM) && name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList()
                    .stream();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(AgentJar.class.getClassLoader().getResourceAsStream(name), name);
    }
}
