package io.txstream.processor;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB instances of this process take together: by itself each store and segment takes up to 100 MB,
 * and there are several for every partition. Index and filter blocks and memtables count against the one cache
 * (Kafka Streams manual, "Memory Management", RocksDB). Instantiated by Kafka Streams, once for each store.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** The name under which the bound, in bytes, is handed over. */
    static final String MEMORY_BYTES = "txstream.rocksdb.memory.bytes";

    private static @Nullable Cache cache;
    private static @Nullable WriteBufferManager writeBuffers;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        share(Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES))), options);
    }

    /** Made with the first store, as RocksDB's natives are loaded then, and kept as long as the process. */
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
        // The cache and the buffers are shared: the next store needs them.
    }
}
