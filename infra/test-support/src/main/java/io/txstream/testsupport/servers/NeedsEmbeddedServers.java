package io.txstream.testsupport.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or all tests of a class, that needs what a container of {@code infra/test-servers} does not have. Where the
 * servers are containers, it is reported as skipped with the reason.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddedServersCondition.class)
public @interface NeedsEmbeddedServers {

    /** Returns the reason: what it does that containers cannot do, such as "cuts the log of a partition". */
    String value();
}
