package io.txstream.local.faults;

import java.time.Duration;

/**
 * The settings of a run.
 *
 * @param delay the processor's delay
 * @param faultFreeTime time under load before the first fault, and again after the last one
 */
record Plan(long seed, Duration delay, Traffic traffic, Duration faultFreeTime, Setup setup) {

    Evidence.Timing timing() {
        return new Evidence.Timing(delay, setup.profile().window());
    }
}
