package io.txstream.ingest;

/** The header {@code X-Process-Time-ms}: how long a request took, in milliseconds with three decimals. */
final class ProcessTime {

    static final String HEADER = "X-Process-Time-ms";

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private ProcessTime() {}

    /**
     * Returns the value of the header. Without {@code String.format}, which takes longer than the rest of some answers.
     *
     * @param nanos 0 or more
     */
    static String millis(long nanos) {
        long micros = (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
        long decimals = micros % MICROS_PER_MILLI;
        String zeros = decimals < 10 ? ".00" : decimals < 100 ? ".0" : ".";
        return micros / MICROS_PER_MILLI + zeros + decimals;
    }
}
