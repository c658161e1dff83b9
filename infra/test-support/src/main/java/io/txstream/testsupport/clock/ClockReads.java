package io.txstream.testsupport.clock;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Makes classes read {@link ShiftedClock} where they read the system's clock. Monotonic time ({@link System#nanoTime})
 * stays the system's, as it does when a real clock is stepped. Of the JDK only {@code java.time.Clock} is changed, with
 * its nested classes: {@code Instant.now()} and all clocks read the time there.
 */
public final class ClockReads implements ClassFileTransformer {

    private static final String SHIFTED = ShiftedClock.class.getName().replace('.', '/');
    private static final String JDK_CLOCK = "java/time/Clock";
    private static final String CURRENT_INSTANT = "currentInstant";
    private static final String INSTANT = "java/time/Instant";

    private ClockReads() {}

    /**
     * Makes a JVM read the shifted clock, in the classes that it loads from now on and in those that it has loaded.
     *
     * @param directory of the files with the offsets
     */
    public static void install(Instrumentation jvm, Path directory) throws UnmodifiableClassException {
        ShiftedClock.follow(SteppableClock.offsetFile(directory, System.getenv(SteppableClock.PROCESS_NAME)));
        // The module java.base reads no other module unless it is told to, and java.time.Clock calls the shifted clock.
        jvm.redefineModule(
                Object.class.getModule(),
                Set.of(ShiftedClock.class.getModule()),
                Map.of(),
                Map.of(),
                Set.of(),
                Map.of());
        jvm.addTransformer(new ClockReads(), true);
        Class<?>[] loaded = Stream.of(jvm.getAllLoadedClasses())
                .filter(type -> type.getName().startsWith(JDK_CLOCK.replace('/', '.')))
                .toArray(Class<?>[]::new);
        jvm.retransformClasses(loaded);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classfile) {
        boolean isJdk = loader == null;
        if (name == null || name.equals(SHIFTED) || isJdk && !name.startsWith(JDK_CLOCK)) {
            return null;
        }
        var reader = new ClassReader(classfile);
        var writer = new ClassWriter(reader, 0);
        var visitor = new Visitor(writer);
        reader.accept(visitor, 0);
        return visitor.changed ? writer.toByteArray() : null;
    }

    private static final class Visitor extends ClassVisitor {

        private boolean changed;

        Visitor(ClassWriter writer) {
            super(Opcodes.ASM9, writer);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean returnsNow = name.equals(CURRENT_INSTANT) && descriptor.equals("()L" + INSTANT + ";");
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                    boolean reads = owner.equals("java/lang/System") && method.equals("currentTimeMillis");
                    changed |= reads;
                    super.visitMethodInsn(opcode, reads ? SHIFTED : owner, method, type, isInterface);
                }

                @Override
                public void visitInsn(int opcode) {
                    if (returnsNow && opcode == Opcodes.ARETURN) {
                        String type = "(L%s;)L%s;".formatted(INSTANT, INSTANT);
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, SHIFTED, "shift", type, false);
                        changed = true;
                    }
                    super.visitInsn(opcode);
                }
            };
        }
    }
}
