package io.txstream.local.faults;

import java.time.Duration;

/**
 * The settings of a run.
 *
 * @param delay the processor's delay
 * @param perSecond messages per second, all clients together
 * @param invalidPercent percentage of invalid messages
 * @param faultFreeTime time under load before the first fault, and again after the last one
 */
record Plan(long seed, Duration delay, double perSecond, int invalidPercent, Duration faultFreeTime, Setup setup) {

    Evidence.Timing timing() {
        return new Evidence.Timing(delay, setup.profile().window());
    }
}
