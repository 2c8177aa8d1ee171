package io.trailwatch.summary.store;

import io.trailwatch.summary.TimeRange;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.jspecify.annotations.Nullable;

/** The headers of one segment of the window store that lie in a range. */
final class StoredHeaders implements Iterator<HeldHeader> {
    private final Iterator<KeyValue<Windowed<Bytes>, byte[]>> stored;
    private final TimeRange range;
    private final Windows windows;
    private @Nullable HeldHeader ahead;

    StoredHeaders(Iterator<KeyValue<Windowed<Bytes>, byte[]>> stored, TimeRange range, Windows windows) {
        this.stored = stored;
        this.range = range;
        this.windows = windows;
        ahead = read();
    }

    private @Nullable HeldHeader read() {
        while (stored.hasNext()) {
            KeyValue<Windowed<Bytes>, byte[]> entry = stored.next();
            byte[] key = entry.key.key().get();
            long start = entry.key.window().start();
            if (windows.headerIn(range, start, RowKey.flags(key))) {
                return HeldHeader.decode(key, start, entry.value);
            }
        }
        return null;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public HeldHeader next() {
        HeldHeader now = ahead;
        if (now == null) {
            throw new NoSuchElementException();
        }
        ahead = read();
        return now;
    }
}
