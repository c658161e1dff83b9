/** Runs a topology as part of a Spring Boot application: settings, start and stop, failures, health, memory. */
@NullMarked
package io.txstream.processor.runtime;

import org.jspecify.annotations.NullMarked;
