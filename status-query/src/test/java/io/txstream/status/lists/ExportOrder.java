package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the lines of an export are in the order of lists, so that none occurs twice. */
final class ExportOrder {

    private static final int CREATED_AT = 6;

    private String last = "~";
    private long count;

    void add(String line) {
        String[] fields = line.split(",", -1);
        String place = fields[CREATED_AT] + " " + fields[0];
        assertThat(place).isLessThan(last);
        last = place;
        count++;
    }

    long count() {
        return count;
    }
}
