package io.txstream.processor.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory that all RocksDB instances of this process use together. By default each store and each segment
 * uses up to 100 MB, and every partition has several. Here index blocks, filter blocks and memtables all count against
 * one cache (Kafka Streams manual, "Memory Management", RocksDB). Kafka Streams creates one object of this class per
 * store.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** The name of the Kafka Streams setting that passes the bound, in bytes. */
    static final String MEMORY_BYTES = "txstream.rocksdb.memory.bytes";

    private static @Nullable Cache cache;
    private static @Nullable WriteBufferManager writeBuffers;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        share(Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES))), options);
    }

    /** Creates the cache with the first store, since RocksDB loads its native library then, and never closes it. */
    private static synchronized void share(long bytes, Options options) {
        if (cache == null || writeBuffers == null) {
            cache = new LRUCache(bytes);
            writeBuffers = new WriteBufferManager(bytes / 2, cache);
        }
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setWriteBufferManager(writeBuffers);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the write buffers stay open: other stores share them.
    }
}
