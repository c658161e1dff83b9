/**
 * Injects faults into real processes under load, then checks the guarantees in the topics, tables and client histories.
 */
@NullMarked
package io.txstream.local.faults;

import org.jspecify.annotations.NullMarked;
