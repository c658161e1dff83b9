package io.txstream.status.lists;

import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The bytes of a part of an export, in blocks that are made one at a time. The server keeps up to 128 of them for a
 * connection that does not take them (Reactor Netty), so they are small.
 *
 * @param isFirst whether the head of the format precedes the transactions
 */
record Blocks(ExportFormat format, List<TransactionView> transactions, boolean isFirst) implements Iterable<byte[]> {

    /** A block ends with the transaction that makes it this long. */
    private static final int BLOCK_BYTES = 8 << 10;

    /** No longer than a block and the longest transaction, some 5 KB. */
    private static final int INITIAL_BYTES = BLOCK_BYTES + (1 << 10);

    @Override
    public Iterator<byte[]> iterator() {
        byte[] head = isFirst ? format.head() : new byte[0];
        Iterator<TransactionView> remaining = transactions.iterator();
        return new Iterator<>() {
            private byte[] pending = head;

            @Override
            public boolean hasNext() {
                return pending.length > 0 || remaining.hasNext();
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                byte[] block = block(pending, remaining);
                pending = new byte[0];
                return block;
            }
        };
    }

    private byte[] block(byte[] head, Iterator<TransactionView> remaining) {
        var block = new ByteArrayOutputStream(INITIAL_BYTES);
        block.writeBytes(head);
        while (block.size() < BLOCK_BYTES && remaining.hasNext()) {
            format.write(remaining.next(), block);
        }
        return block.toByteArray();
    }
}
