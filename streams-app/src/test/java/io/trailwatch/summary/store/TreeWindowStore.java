package io.trailwatch.summary.store;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.TimeWindow;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** A window store in a sorted map, in the order in which RocksDB holds one segment. Counts what is written and read. */
final class TreeWindowStore implements WindowStore<Bytes, byte[]> {
    record Key(byte[] bytes, long start) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Arrays.compareUnsigned(bytes, other.bytes);
            return order != 0 ? order : Long.compare(start, other.start);
        }
    }

    final TreeMap<Key, byte[]> map = new TreeMap<>();
    long puts;
    /** Rows that iterators gave. */
    long read;
    /** Called before each of them. */
    Runnable beforeNext = () -> {};

    private boolean open = true;

    /** A store over it, as after a start. */
    static SummaryStore open(StoreSettings settings, TreeWindowStore inner) {
        return open(settings, inner, HeapLoader.MANY);
    }

    /** @param manyRows of a user, so that they are taken onto the heap when they are asked for again */
    static SummaryStore open(StoreSettings settings, TreeWindowStore inner, int manyRows) {
        SummaryStore store = new SummaryStore(settings, inner, () -> true, manyRows);
        store.opened(0);
        store.restored();
        return store;
    }

    void openAgain() {
        open = true;
    }

    @Override
    public void put(Bytes key, byte[] value, long start) {
        puts++;
        map.put(new Key(key.get(), start), value);
    }

    @Override
    public byte[] fetch(Bytes key, long time) {
        return map.get(new Key(key.get(), time));
    }

    @Override
    public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
        Iterator<Map.Entry<Key, byte[]>> all = new TreeMap<>(
                        map.subMap(new Key(key.get(), from), true, new Key(key.get(), to), true))
                .entrySet()
                .iterator();
        return new WindowStoreIterator<>() {
            @Override
            public void close() {}

            @Override
            public Long peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public KeyValue<Long, byte[]> next() {
                Map.Entry<Key, byte[]> entry = all.next();
                return KeyValue.pair(entry.getKey().start(), entry.getValue());
            }
        };
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(Bytes keyFrom, Bytes keyTo, long from, long to) {
        if (to >>> 56 != 0) {
            throw new IllegalArgumentException(
                    "a range with such an end makes Kafka's store read nearly all of itself");
        }
        return iterator(
                new TreeMap<>(map.subMap(new Key(keyFrom.get(), 0), true, new Key(keyTo.get(), Long.MAX_VALUE), true))
                        .entrySet().stream()
                                .filter(entry -> entry.getKey().start() >= from
                                        && entry.getKey().start() <= to)
                                .iterator());
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
        return iterator(new TreeMap<>(map).entrySet().iterator());
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
        throw new UnsupportedOperationException();
    }

    private KeyValueIterator<Windowed<Bytes>, byte[]> iterator(Iterator<Map.Entry<Key, byte[]>> all) {
        return new KeyValueIterator<>() {
            @Override
            public void close() {}

            @Override
            public Windowed<Bytes> peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public KeyValue<Windowed<Bytes>, byte[]> next() {
                read++;
                beforeNext.run();
                Map.Entry<Key, byte[]> entry = all.next();
                long start = entry.getKey().start();
                return KeyValue.pair(
                        new Windowed<>(Bytes.wrap(entry.getKey().bytes()), new TimeWindow(start, start + 1)),
                        entry.getValue());
            }
        };
    }

    @Override
    public String name() {
        return "tree";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
