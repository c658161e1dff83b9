package io.txstream.testsupport;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the class of tests after which a buffer of Netty was found that was never released. The services themselves do
 * not look for leaks, because that costs CPU. JUnit's file of extensions registers it for the integration tests of a
 * module. Unit tests do not release what they read from channels without a network.
 *
 * <p>A leak can appear one or more classes later, when its buffer is collected. The failure shows where it was used.
 */
public final class LeakedBuffers implements AfterAllCallback {

    /** Of Spring Boot, which sets the level of Netty to it when a context starts. */
    private static final String LEVEL = "spring.netty.leak-detection";

    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    static {
        System.setProperty(LEVEL, "paranoid");
        ResourceLeakDetector.setLevel(Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.gc(); // its leaks are reported with the next buffer
        UnpooledByteBufAllocator.DEFAULT.heapBuffer().release();
        List<String> leaks = List.copyOf(FOUND);
        FOUND.clear();
        if (!leaks.isEmpty()) {
            throw new AssertionError("buffers that were not released:\n" + String.join("\n", leaks));
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // abstract, and the others call it
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            var detector = new ResourceLeakDetector<T>(resource, samplingInterval);
            detector.setLeakListener((type, records) -> FOUND.add(type + records));
            return detector;
        }
    }
}
