package io.trailwatch.summary.store;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB instances of the process hold outside the heap together, however many partitions and segments there
 * are: blocks read and rows not yet in a file share one cache.
 */
public final class RocksMemory implements RocksDBConfigSetter {
    /** The setting that names the bound in bytes; that of the first store opened in a process counts. */
    public static final String BYTES_CONFIG = "trailwatch.rocksdb.bytes";

    private static final long DEFAULT_BYTES = 96L << 20;
    private static final long WRITE_BUFFER = 8L << 20;

    private static @Nullable RocksMemory shared;

    private final @Nullable Cache cache;
    private final @Nullable WriteBufferManager buffers;

    /** Called by Kafka Streams. */
    public RocksMemory() {
        cache = null;
        buffers = null;
    }

    private RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes);
        buffers = new WriteBufferManager(bytes / 2, cache);
    }

    /** Made once and never closed, for stores come and go. */
    private static synchronized RocksMemory shared(Map<String, Object> configs) {
        if (shared == null) {
            Object bytes = configs.get(BYTES_CONFIG);
            shared = new RocksMemory(bytes == null ? DEFAULT_BYTES : Long.parseLong(bytes.toString()));
        }
        return shared;
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        RocksMemory memory = shared(configs);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache);
        options.setOptimizeFiltersForHits(false);
        options.setWriteBufferManager(memory.buffers);
        options.setWriteBufferSize(WRITE_BUFFER);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the buffers belong to all stores.
    }
}
