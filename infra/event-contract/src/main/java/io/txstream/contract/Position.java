package io.txstream.contract;

/**
 * The position of a record in its topic.
 *
 * @param partition the partition, 0 or more
 * @param offset the offset, 0 or more
 */
public record Position(int partition, long offset) {

    public Position {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be 0 or more, but are " + partition + " and " + offset);
        }
    }
}
