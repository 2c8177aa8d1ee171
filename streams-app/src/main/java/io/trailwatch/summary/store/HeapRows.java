package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.summary.RowField;
import java.util.Arrays;

/**
 * The rows that are on the heap, with their whole values: what is here counts, whatever the window store holds of it. One
 * thread at a time.
 */
final class HeapRows {
    private static final int COUNT = RowTable.FIRST;
    private static final int FIRST = COUNT + 1;
    private static final int LAST = COUNT + 2;
    private static final int ROW_WORDS = 3;

    private static final int EVENTS = RowTable.FIRST;
    private static final int DENIED = EVENTS + 1;
    private static final int ERRORS = EVENTS + 2;
    private static final int HEADER_FIRST = EVENTS + 3;
    private static final int HEADER_LAST = EVENTS + 4;
    private static final int TYPE_TIME = EVENTS + 5;
    private static final int TYPE_OFFSET = EVENTS + 6;
    /** The type's number in the upper half, the record's place in its message in the lower. */
    private static final int TYPE = EVENTS + 7;

    private static final int HEADER_WORDS = 8;

    private static final int EXPIRED_CODE = 0;
    private static final int CODES = 16;
    private static final byte[] EMPTY = {};

    private final Backing backing;
    private final BytesPool users = new BytesPool();
    private final BytesPool values = new BytesPool();
    private final Times times = new Times(values);
    private final RowTable rows = new RowTable(ROW_WORDS);
    private final RowTable headers = new RowTable(HEADER_WORDS);
    private final ByteWriter out = new ByteWriter();

    /** The last of each, for each field: records of one user mostly repeat each other. */
    private final int[] lastValue = new int[CODES];

    private final int[] lastRow = new int[CODES];
    private int lastUser;
    private int lastHeader;
    private byte[] api = new byte[256];

    HeapRows(Backing backing) {
        this.backing = backing;
        forget();
    }

    void clear() {
        users.clear();
        values.clear();
        rows.clear();
        headers.clear();
        forget();
    }

    private void forget() {
        Arrays.fill(lastValue, -1);
        Arrays.fill(lastRow, -1);
        lastUser = -1;
        lastHeader = -1;
    }

    long bytes() {
        return users.bytes() + values.bytes() + rows.bytes() + headers.bytes();
    }

    int rowCount() {
        return rows.size() + headers.size();
    }

    int dirtyCount() {
        return rows.dirtyCount() + headers.dirtyCount();
    }

    /** Counts one record of one user in the rows of its windows. */
    void add(ParsedRecord r, int flags, int rowWindow, int headerWindow, long offset, int index) {
        int user = user(r);
        long time = time(r);
        RowField call = call(r);
        header(r, user, flags, headerWindow, time, call, offset, index);
        count(call.code(), user, rowWindow, flags, apiValue(call.code(), r), time);
        count(RowField.REGION, EventField.AWS_REGION, r, user, rowWindow, flags, time);
        count(RowField.SOURCE_IP, EventField.SOURCE_IP, r, user, rowWindow, flags, time);
        count(RowField.ACCESS_KEY, EventField.ACCESS_KEY_ID, r, user, rowWindow, flags, time);
        count(RowField.USER_AGENT, EventField.USER_AGENT, r, user, rowWindow, flags, time);
    }

    /** Counts one record that is too old to be kept. */
    void expire(ParsedRecord r, int window) {
        count(EXPIRED_CODE, user(r), window, 0, value(EXPIRED_CODE, EMPTY, 0, 0), time(r));
    }

    private long time(ParsedRecord r) {
        EventField field = EventField.EVENT_TIME;
        return times.of(r.array(field), r.offset(field), r.length(field));
    }

    /** An {@code errorCode} that is null or empty is none. */
    static RowField call(ParsedRecord r) {
        EventField field = EventField.ERROR_CODE;
        if (!r.present(field) || r.length(field) == 0) {
            return RowField.API_SUCCESS;
        }
        return is(ACCESS_DENIED, r, field) ? RowField.API_DENIED : RowField.API_ERROR;
    }

    private static final byte[] ACCESS_DENIED = {'A', 'c', 'c', 'e', 's', 's', 'D', 'e', 'n', 'i', 'e', 'd'};

    private static boolean is(byte[] text, ParsedRecord r, EventField field) {
        int at = r.offset(field);
        return r.length(field) == text.length
                && Arrays.equals(r.array(field), at, at + text.length, text, 0, text.length);
    }

    private int user(ParsedRecord r) {
        EventField field = EventField.USER_ARN;
        byte[] array = r.array(field);
        int offset = r.offset(field);
        int length = r.length(field);
        if (lastUser < 0 || !users.holds(lastUser, array, offset, length)) {
            lastUser = users.intern(array, offset, length);
        }
        return lastUser;
    }

    private int value(int code, byte[] array, int offset, int length) {
        int last = lastValue[code];
        if (last < 0 || !values.holds(last, array, offset, length)) {
            last = values.intern(array, offset, length);
            lastValue[code] = last;
        }
        return last;
    }

    /** As {@link io.trailwatch.summary.ApiValue} encodes it. */
    private int apiValue(int code, ParsedRecord r) {
        int name = r.length(EventField.EVENT_NAME);
        int source = r.length(EventField.EVENT_SOURCE);
        int length = 4 + name + source;
        if (length > api.length) {
            api = new byte[length];
        }
        api[0] = (byte) (name >>> 24);
        api[1] = (byte) (name >>> 16);
        api[2] = (byte) (name >>> 8);
        api[3] = (byte) name;
        System.arraycopy(r.array(EventField.EVENT_NAME), r.offset(EventField.EVENT_NAME), api, 4, name);
        System.arraycopy(r.array(EventField.EVENT_SOURCE), r.offset(EventField.EVENT_SOURCE), api, 4 + name, source);
        int value = value(code, api, 0, length);
        if (api.length > 4096) {
            api = new byte[256];
        }
        return value;
    }

    private void count(RowField field, EventField from, ParsedRecord r, int user, int window, int flags, long time) {
        int value = value(field.code(), r.array(from), r.offset(from), r.length(from));
        count(field.code(), user, window, flags, value, time);
    }

    private void count(int code, int user, int window, int flags, int value, long time) {
        long key1 = RowTable.key1(user, window);
        long key2 = RowTable.key2(value, flags, code);
        int row = lastRow[code];
        if (!rows.is(row, key1, key2)) {
            row = rows.find(key1, key2);
            if (row < 0) {
                row = rows.add(key1, key2);
                loadRow(row);
            }
            lastRow[code] = row;
        }
        long[] chunk = rows.chunk(row);
        int at = rows.at(row);
        if (chunk[at + COUNT]++ == 0) {
            chunk[at + FIRST] = time;
            chunk[at + LAST] = time;
        } else {
            widen(chunk, at + FIRST, at + LAST, time);
        }
        rows.markDirty(row, chunk, at);
    }

    private void widen(long[] chunk, int first, int last, long time) {
        if (times.compare(time, chunk[first]) < 0) {
            chunk[first] = time;
        }
        if (times.compare(time, chunk[last]) > 0) {
            chunk[last] = time;
        }
    }

    private void header(
            ParsedRecord r, int user, int flags, int window, long time, RowField call, long offset, int index) {
        long key1 = RowTable.key1(user, window);
        long key2 = RowTable.key2(0, flags, EXPIRED_CODE);
        if (!headers.is(lastHeader, key1, key2)) {
            lastHeader = headers.find(key1, key2);
            if (lastHeader < 0) {
                lastHeader = headers.add(key1, key2);
                loadHeader(lastHeader);
            }
        }
        long[] chunk = headers.chunk(lastHeader);
        int at = headers.at(lastHeader);
        boolean fresh = chunk[at + EVENTS]++ == 0;
        if (fresh) {
            chunk[at + HEADER_FIRST] = time;
            chunk[at + HEADER_LAST] = time;
        } else {
            widen(chunk, at + HEADER_FIRST, at + HEADER_LAST, time);
        }
        if (call != RowField.API_SUCCESS) {
            chunk[at + ERRORS]++;
            if (call == RowField.API_DENIED) {
                chunk[at + DENIED]++;
            }
        }
        if (fresh || typeIsNewer(chunk, at, time, offset, index)) {
            EventField field = EventField.USER_TYPE;
            int type = value(EXPIRED_CODE, r.array(field), r.offset(field), r.length(field));
            chunk[at + TYPE_TIME] = time;
            chunk[at + TYPE_OFFSET] = offset;
            chunk[at + TYPE] = (long) type << 32 | index;
        }
        headers.markDirty(lastHeader, chunk, at);
    }

    /** The order of {@link io.trailwatch.summary.UserTypeSeen#newer}. */
    private boolean typeIsNewer(long[] chunk, int at, long time, long offset, int index) {
        int order = times.compare(time, chunk[at + TYPE_TIME]);
        if (order == 0) {
            order = Long.compare(offset, chunk[at + TYPE_OFFSET]);
        }
        return order > 0 || order == 0 && index >= (int) chunk[at + TYPE];
    }

    private void loadRow(int row) {
        if (!backing.mayHold()) {
            return;
        }
        long[] chunk = rows.chunk(row);
        int at = rows.at(row);
        byte[] stored = backing.read(rowKind(chunk, at), rowKey(chunk, at), RowTable.window(chunk, at));
        if (stored != null) {
            ByteReader in = new ByteReader(stored);
            chunk[at + COUNT] = in.number();
            chunk[at + FIRST] = times.readPooled(in);
            chunk[at + LAST] = times.readPooled(in);
        }
    }

    private void loadHeader(int row) {
        if (!backing.mayHold()) {
            return;
        }
        long[] chunk = headers.chunk(row);
        int at = headers.at(row);
        byte[] stored = backing.read(RowKey.HEADER, headerKey(chunk, at), RowTable.window(chunk, at));
        if (stored != null) {
            ByteReader in = new ByteReader(stored);
            for (int word = EVENTS; word <= ERRORS; word++) {
                chunk[at + word] = in.number();
            }
            for (int word = HEADER_FIRST; word <= TYPE_TIME; word++) {
                chunk[at + word] = times.readPooled(in);
            }
            chunk[at + TYPE_OFFSET] = in.number();
            int index = (int) in.number();
            byte[] type = in.slice();
            chunk[at + TYPE] = (long) values.intern(type, 0, type.length) << 32 | index;
        }
    }

    private static byte rowKind(long[] chunk, int at) {
        return RowTable.code(chunk, at) == EXPIRED_CODE ? RowKey.EXPIRED : RowKey.VALUE;
    }

    private byte[] rowKey(long[] chunk, int at) {
        int user = RowTable.user(chunk, at);
        int value = RowTable.value(chunk, at);
        return RowKey.row(
                rowKind(chunk, at),
                users.array(user),
                users.offset(user),
                users.length(user),
                RowTable.flags(chunk, at),
                RowTable.code(chunk, at),
                values.array(value),
                values.offset(value),
                values.length(value));
    }

    private byte[] headerKey(long[] chunk, int at) {
        int user = RowTable.user(chunk, at);
        return RowKey.row(
                RowKey.HEADER,
                users.array(user),
                users.offset(user),
                users.length(user),
                RowTable.flags(chunk, at),
                EXPIRED_CODE,
                EMPTY,
                0,
                0);
    }

    private byte[] rowBytes(long[] chunk, int at) {
        out.clear().number(chunk[at + COUNT]);
        times.write(out, chunk[at + FIRST]);
        times.write(out, chunk[at + LAST]);
        return out.toBytes();
    }

    private byte[] headerBytes(long[] chunk, int at) {
        out.clear();
        for (int word = EVENTS; word <= ERRORS; word++) {
            out.number(chunk[at + word]);
        }
        for (int word = HEADER_FIRST; word <= TYPE_TIME; word++) {
            times.write(out, chunk[at + word]);
        }
        int type = (int) (chunk[at + TYPE] >>> 32);
        out.number(chunk[at + TYPE_OFFSET]).number((int) chunk[at + TYPE]);
        out.slice(values.array(type), values.offset(type), values.length(type));
        return out.toBytes();
    }

    /** Writes at most so many dirty rows; they stay on the heap, clean. */
    void writeDirty(int most) {
        int left = most;
        for (; left > 0 && rows.dirtyCount() > 0; left--) {
            int row = rows.takeDirty();
            long[] chunk = rows.chunk(row);
            int at = rows.at(row);
            backing.write(rowKind(chunk, at), rowKey(chunk, at), RowTable.window(chunk, at), rowBytes(chunk, at));
        }
        for (; left > 0 && headers.dirtyCount() > 0; left--) {
            int row = headers.takeDirty();
            long[] chunk = headers.chunk(row);
            int at = headers.at(row);
            backing.write(RowKey.HEADER, headerKey(chunk, at), RowTable.window(chunk, at), headerBytes(chunk, at));
        }
    }

    /** Takes rows of one kind and user. */
    interface RowReader {
        void row(int window, int flags, RowCopy copy);
    }

    /** Makes the row's copy when asked. */
    interface RowCopy {
        HeldRow at(long start);
    }

    void rows(byte[] arn, boolean expired, RowReader reader) {
        int user = users.find(arn, 0, arn.length);
        for (int row = user < 0 ? -1 : rows.firstOf(user); row >= 0; row = rows.nextOfUser(row)) {
            long[] chunk = rows.chunk(row);
            int at = rows.at(row);
            if (expired == (RowTable.code(chunk, at) == EXPIRED_CODE)) {
                reader.row(
                        RowTable.window(chunk, at),
                        RowTable.flags(chunk, at),
                        start -> new HeldRow(
                                rowKey(chunk, at),
                                start,
                                chunk[at + COUNT],
                                times.time(chunk[at + FIRST]),
                                times.time(chunk[at + LAST])));
            }
        }
    }

    /** Takes headers. */
    interface HeaderReader {
        void header(int window, int flags, HeaderCopy copy);
    }

    /** Makes the header's copy when asked. */
    interface HeaderCopy {
        HeldHeader at(long start);
    }

    void headers(byte[] arn, HeaderReader reader) {
        int user = users.find(arn, 0, arn.length);
        for (int row = user < 0 ? -1 : headers.firstOf(user); row >= 0; row = headers.nextOfUser(row)) {
            header(row, reader);
        }
    }

    void headers(HeaderReader reader) {
        for (int row = 0; row < headers.size(); row++) {
            header(row, reader);
        }
    }

    private void header(int row, HeaderReader reader) {
        long[] chunk = headers.chunk(row);
        int at = headers.at(row);
        reader.header(
                RowTable.window(chunk, at),
                RowTable.flags(chunk, at),
                start -> HeldHeader.decode(headerKey(chunk, at), start, headerBytes(chunk, at)));
    }
}
