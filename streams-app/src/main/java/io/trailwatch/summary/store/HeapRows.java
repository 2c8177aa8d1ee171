package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.summary.RowField;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The rows that are on the heap, with their whole values: what is here counts, whatever the window store holds of it. One
 * thread at a time.
 */
final class HeapRows {
    private static final int CODES = 16;
    private static final byte[] EMPTY = {};

    private final Backing backing;
    private final BytesPool users = new BytesPool();
    private final BytesPool values = new BytesPool();
    private final Times times = new Times(values);
    private final RowTable rows = new RowTable(RowWords.ROW_WORDS);
    private final RowTable headers = new RowTable(RowWords.HEADER_WORDS);
    private final RowWords words = new RowWords(users, values, times);
    private final RowSums sums = new RowSums(times);

    /** Users of whom the window store holds nothing that is not here as well. */
    private final BitSet whole = new BitSet();
    /** Whether that is so of all users. */
    private boolean holdsAll;

    /** The last of each, for each field: records of one user mostly repeat each other. */
    private final int[] lastValue = new int[CODES];

    private final int[] lastRow = new int[CODES];
    private int lastUser;
    private int lastHeader;
    private int generation;
    private byte[] api = new byte[256];

    HeapRows(Backing backing) {
        this.backing = backing;
        forget();
    }

    /** Says whether the window store is empty; from then on rows leave the heap only by {@link #clear}. */
    void startWith(boolean empty) {
        holdsAll = empty;
    }

    void clear() {
        generation = generation + 1 & Integer.MAX_VALUE;
        holdsAll = false;
        whole.clear();
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
        return whole.size() / 8 + users.bytes() + values.bytes() + rows.bytes() + headers.bytes();
    }

    int rowCount() {
        return rows.size() + headers.size();
    }

    int userCount() {
        return users.size();
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
        count(RowWords.EXPIRED_CODE, user(r), window, 0, value(RowWords.EXPIRED_CODE, EMPTY, 0, 0), time(r));
    }

    private long time(ParsedRecord r) {
        EventField field = EventField.EVENT_TIME;
        return times.of(r.array(field), r.offset(field), r.length(field));
    }

    /** Whether the record was made with a temporary key. */
    static boolean temporaryKey(ParsedRecord r) {
        EventField field = EventField.ACCESS_KEY_ID;
        byte[] array = r.array(field);
        int at = r.offset(field);
        return r.length(field) >= 4
                && array[at] == 'A'
                && array[at + 1] == 'S'
                && array[at + 2] == 'I'
                && array[at + 3] == 'A';
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
            int known = users.size();
            lastUser = users.intern(array, offset, length);
            if (lastUser == known) {
                whole.set(lastUser, !backing.mayHold() || !backing.holds(users.copy(lastUser)));
            }
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
                if (code == RowWords.EXPIRED_CODE || !whole.get(user)) {
                    words.loadRow(backing, rows.chunk(row), rows.at(row));
                }
            }
            lastRow[code] = row;
        }
        long[] chunk = rows.chunk(row);
        int at = rows.at(row);
        if (chunk[at + RowWords.COUNT]++ == 0) {
            chunk[at + RowWords.FIRST] = time;
            chunk[at + RowWords.LAST] = time;
        } else {
            widen(chunk, at + RowWords.FIRST, at + RowWords.LAST, time);
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
        long key2 = RowTable.key2(0, flags, RowWords.EXPIRED_CODE);
        if (!headers.is(lastHeader, key1, key2)) {
            lastHeader = headers.find(key1, key2);
            if (lastHeader < 0) {
                lastHeader = headers.add(key1, key2);
                if (!whole.get(user)) {
                    words.loadHeader(backing, headers.chunk(lastHeader), headers.at(lastHeader));
                }
            }
        }
        long[] chunk = headers.chunk(lastHeader);
        int at = headers.at(lastHeader);
        boolean fresh = chunk[at + RowWords.EVENTS]++ == 0;
        if (fresh) {
            chunk[at + RowWords.HEADER_FIRST] = time;
            chunk[at + RowWords.HEADER_LAST] = time;
        } else {
            widen(chunk, at + RowWords.HEADER_FIRST, at + RowWords.HEADER_LAST, time);
        }
        if (call != RowField.API_SUCCESS) {
            chunk[at + RowWords.ERRORS]++;
            if (call == RowField.API_DENIED) {
                chunk[at + RowWords.DENIED]++;
            }
        }
        if (fresh || typeIsNewer(chunk, at, time, offset, index)) {
            EventField field = EventField.USER_TYPE;
            int type = value(RowWords.EXPIRED_CODE, r.array(field), r.offset(field), r.length(field));
            chunk[at + RowWords.TYPE_TIME] = time;
            chunk[at + RowWords.TYPE_OFFSET] = offset;
            chunk[at + RowWords.TYPE] = (long) type << 32 | index;
        }
        headers.markDirty(lastHeader, chunk, at);
    }

    /** The order of {@link io.trailwatch.summary.UserTypeSeen#newer}. */
    private boolean typeIsNewer(long[] chunk, int at, long time, long offset, int index) {
        int order = times.compare(time, chunk[at + RowWords.TYPE_TIME]);
        if (order == 0) {
            order = Long.compare(offset, chunk[at + RowWords.TYPE_OFFSET]);
        }
        return order > 0 || order == 0 && index >= (int) chunk[at + RowWords.TYPE];
    }

    /** Writes at most so many dirty rows; they stay on the heap, clean. */
    void writeDirty(int most) {
        int left = most;
        for (; left > 0 && rows.dirtyCount() > 0; left--) {
            int row = rows.takeDirty();
            words.writeRow(backing, rows.chunk(row), rows.at(row));
        }
        for (; left > 0 && headers.dirtyCount() > 0; left--) {
            int row = headers.takeDirty();
            words.writeHeader(backing, headers.chunk(row), headers.at(row));
        }
    }

    /** Whether the window store need not be asked for a user's rows and headers. */
    boolean holdsAllOf(byte[] arn) {
        int user = users.find(arn, 0, arn.length);
        return user < 0 ? holdsAll : whole.get(user);
    }

    /** Whether the window store need not be asked for any row or header. */
    boolean holdsAll() {
        return holdsAll;
    }

    /** Another number, never negative, after each {@link #clear}: as long as it stays, what has been changed is here. */
    int generation() {
        return generation;
    }

    /** Takes over a stored row of values or a stored header, unless it is here, which counts. */
    void takeOver(byte[] key, int window, byte[] stored) {
        byte[] arn = RowKey.arn(key);
        long key1 = RowTable.key1(users.intern(arn, 0, arn.length), window);
        if (key[0] == RowKey.HEADER) {
            long key2 = RowTable.key2(0, RowKey.flags(key), RowWords.EXPIRED_CODE);
            if (headers.find(key1, key2) < 0) {
                int row = headers.add(key1, key2);
                words.decodeHeader(stored, headers.chunk(row), headers.at(row));
            }
            return;
        }
        byte[] value = RowKey.value(key);
        int known = values.intern(value, 0, value.length);
        long key2 = RowTable.key2(known, RowKey.flags(key), RowKey.code(key));
        if (rows.find(key1, key2) < 0) {
            int row = rows.add(key1, key2);
            words.decodeRow(stored, rows.chunk(row), rows.at(row));
        }
    }

    /** All of a user's stored rows and headers have been taken over. */
    void tookOverAll(byte[] arn) {
        whole.set(users.intern(arn, 0, arn.length));
    }

    /** Takes rows, each valid until this returns. */
    interface RowReader {
        void row(long[] chunk, int at);
    }

    /** A user's rows of values, or those of records that came too late. */
    void rows(byte[] arn, boolean expired, RowReader reader) {
        int user = users.find(arn, 0, arn.length);
        for (int row = user < 0 ? -1 : rows.firstOf(user); row >= 0; row = rows.nextOfUser(row)) {
            long[] chunk = rows.chunk(row);
            int at = rows.at(row);
            if (expired == (RowTable.code(chunk, at) == RowWords.EXPIRED_CODE)) {
                reader.row(chunk, at);
            }
        }
    }

    /** Empty, and good until it is asked for again. */
    RowSums sums() {
        sums.clear();
        return sums;
    }

    RowWords words() {
        return words;
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
        reader.header(RowTable.window(chunk, at), RowTable.flags(chunk, at), start -> words.header(chunk, at, start));
    }
}
