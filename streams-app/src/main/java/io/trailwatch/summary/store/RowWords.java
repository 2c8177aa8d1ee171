package io.trailwatch.summary.store;

import io.trailwatch.summary.Header;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.UserTypeSeen;
import java.nio.charset.StandardCharsets;

/** What the words of a row and of a header in a {@link RowTable} mean, and their form in the window store. */
final class RowWords {
    static final int COUNT = RowTable.FIRST;
    static final int FIRST = COUNT + 1;
    static final int LAST = COUNT + 2;
    static final int ROW_WORDS = 3;

    static final int EVENTS = RowTable.FIRST;
    static final int DENIED = EVENTS + 1;
    static final int ERRORS = EVENTS + 2;
    static final int HEADER_FIRST = EVENTS + 3;
    static final int HEADER_LAST = EVENTS + 4;
    static final int TYPE_TIME = EVENTS + 5;
    static final int TYPE_OFFSET = EVENTS + 6;
    /** The type's number in the upper half, the record's place in its message in the lower. */
    static final int TYPE = EVENTS + 7;

    static final int HEADER_WORDS = 8;

    static final int EXPIRED_CODE = 0;

    private static final byte[] EMPTY = {};

    private final BytesPool users;
    private final BytesPool values;
    private final Times times;
    private final ByteWriter out = new ByteWriter();

    RowWords(BytesPool users, BytesPool values, Times times) {
        this.users = users;
        this.values = values;
        this.times = times;
    }

    /** Fills a new row with what is stored of it. */
    void loadRow(Backing backing, long[] chunk, int at) {
        if (!backing.mayHold()) {
            return;
        }
        byte[] stored = backing.read(rowKind(chunk, at), rowKey(chunk, at), RowTable.window(chunk, at));
        if (stored != null) {
            decodeRow(stored, chunk, at);
        }
    }

    /** The reverse of {@link #rowBytes}. */
    void decodeRow(byte[] stored, long[] chunk, int at) {
        ByteReader in = new ByteReader(stored);
        chunk[at + COUNT] = in.number();
        chunk[at + FIRST] = times.readPooled(in);
        chunk[at + LAST] = times.readPooled(in);
    }

    /** Fills a new header with what is stored of it. */
    void loadHeader(Backing backing, long[] chunk, int at) {
        if (!backing.mayHold()) {
            return;
        }
        byte[] stored = backing.read(RowKey.HEADER, headerKey(chunk, at), RowTable.window(chunk, at));
        if (stored != null) {
            decodeHeader(stored, chunk, at);
        }
    }

    /** The reverse of {@link #headerBytes}. */
    void decodeHeader(byte[] stored, long[] chunk, int at) {
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

    static byte rowKind(long[] chunk, int at) {
        return RowTable.code(chunk, at) == EXPIRED_CODE ? RowKey.EXPIRED : RowKey.VALUE;
    }

    HeldRow held(long[] chunk, int at, long start) {
        return new HeldRow(
                rowKey(chunk, at),
                start,
                chunk[at + COUNT],
                times.time(chunk[at + FIRST]),
                times.time(chunk[at + LAST]));
    }

    HeldHeader header(long[] chunk, int at, long start) {
        int type = (int) (chunk[at + TYPE] >>> 32);
        UserTypeSeen seen = new UserTypeSeen(
                times.time(chunk[at + TYPE_TIME]),
                chunk[at + TYPE_OFFSET],
                (int) chunk[at + TYPE],
                new String(values.array(type), values.offset(type), values.length(type), StandardCharsets.UTF_8));
        return new HeldHeader(
                headerKey(chunk, at),
                new Header(
                        (RowTable.flags(chunk, at) & Windows.TEMPORARY) != 0,
                        start,
                        chunk[at + EVENTS],
                        chunk[at + DENIED],
                        chunk[at + ERRORS],
                        times.time(chunk[at + HEADER_FIRST]),
                        times.time(chunk[at + HEADER_LAST]),
                        seen));
    }

    Row row(long[] chunk, int at) {
        return row(chunk[at + 2], chunk[at + COUNT], chunk[at + FIRST], chunk[at + LAST]);
    }

    /** @param key2 as {@link RowTable#key2} puts it together */
    Row row(long key2, long count, long first, long last) {
        return new Row(
                HeldRow.field(RowTable.code(key2)),
                (RowTable.flags(key2) & Windows.TEMPORARY) != 0,
                values.copy(RowTable.value(key2)),
                count,
                times.time(first),
                times.time(last));
    }

    byte[] rowKey(long[] chunk, int at) {
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

    byte[] headerKey(long[] chunk, int at) {
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

    byte[] rowBytes(long[] chunk, int at) {
        out.clear().number(chunk[at + COUNT]);
        times.write(out, chunk[at + FIRST]);
        times.write(out, chunk[at + LAST]);
        return out.toBytes();
    }

    byte[] headerBytes(long[] chunk, int at) {
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

    void writeRow(Backing backing, long[] chunk, int at) {
        backing.write(rowKind(chunk, at), rowKey(chunk, at), RowTable.window(chunk, at), rowBytes(chunk, at));
    }

    void writeHeader(Backing backing, long[] chunk, int at) {
        backing.write(RowKey.HEADER, headerKey(chunk, at), RowTable.window(chunk, at), headerBytes(chunk, at));
    }
}
