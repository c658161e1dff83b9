package io.txstream.processor.delay;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that counts how often and how far it is read. */
final class CountingStore extends InMemoryKeyValueStore {

    private int scans;
    private int entriesRead;
    private @Nullable Bytes lastScanStart;

    CountingStore() {
        super("due");
    }

    int scans() {
        return scans;
    }

    int entriesRead() {
        return entriesRead;
    }

    @Nullable
    Bytes lastScanStart() {
        return lastScanStart;
    }

    @Override
    public synchronized KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        scans++;
        lastScanStart = from;
        return new Counting(super.range(from, to));
    }

    private final class Counting implements KeyValueIterator<Bytes, byte[]> {

        private final KeyValueIterator<Bytes, byte[]> entries;
        private boolean peeked;

        Counting(KeyValueIterator<Bytes, byte[]> entries) {
            this.entries = entries;
        }

        @Override
        public Bytes peekNextKey() {
            entriesRead += peeked ? 0 : 1;
            peeked = true;
            return entries.peekNextKey();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            peekNextKey();
            peeked = false;
            return entries.next();
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public void close() {
            entries.close();
        }
    }
}
