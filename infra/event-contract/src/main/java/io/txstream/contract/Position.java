package io.txstream.contract;

/**
 * Where a record lies in its topic.
 *
 * @param partition 0 or more
 * @param offset 0 or more
 */
public record Position(int partition, long offset) {

    public Position {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("no position: partition " + partition + ", offset " + offset);
        }
    }
}
