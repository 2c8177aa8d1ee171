package io.trailwatch.ingest.record;

/**
 * Goes once over a JSON object and notes where the fields of a CloudTrail record lie in it. Only keys of the object itself
 * and of its own {@code userIdentity} count, so what a caller of AWS puts into {@code requestParameters} never misleads. Where
 * a key stands twice, the last one counts; a later {@code userIdentity} replaces an earlier one whole.
 *
 * <p>{@link #scan} returns as the methods of {@link JsonScanner} do, or {@link #WRAPPER}.
 */
public final class RecordScanner extends JsonScanner {
    /** The object holds records: {@code Records} or {@code Events} with an array, whose bracket is at {@link #at()}. */
    public static final int WRAPPER = -4;

    private static final int KEY_SCRATCH = 128;

    private final int[] starts = new int[Slot.COUNT];
    private final int[] ends = new int[Slot.COUNT];
    private final byte[] keyScratch = new byte[KEY_SCRATCH];
    private int seen;
    private int escapes;
    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;

    public RecordScanner(int maxDepth) {
        super(maxDepth);
    }

    /**
     * Scans the object whose brace is at {@code p}.
     *
     * @param wrappers whether the object may be a wrapper around records
     */
    public int scan(int p, boolean wrappers) {
        seen = 0;
        escapes = 0;
        byte[] b = buffer();
        int stop = end();
        int q = skipBlank(p + 1);
        if (q < stop && b[q] == '}') {
            return q + 1;
        }
        while (true) {
            q = key(q);
            if (q < 0) {
                return q;
            }
            int slot = slot(false);
            if (slot < 0) {
                q = skipValue(q, 1);
            } else if (q >= stop) {
                return stop(NEED_MORE, q);
            } else if (slot == Slot.USER_IDENTITY) {
                q = identity(q);
            } else if (slot == Slot.RECORDS || slot == Slot.EVENTS) {
                if (wrappers && b[q] == '[') {
                    return stop(WRAPPER, q);
                }
                q = skipValue(q, 1);
            } else {
                q = field(slot, q, 1);
            }
            if (q < 0) {
                return q;
            }
            q = next(q);
            if (q < 0) {
                return q;
            }
            if (b[q] == '}') {
                return q + 1;
            }
            q = skipBlank(q + 1);
        }
    }

    private int identity(int p) {
        seen = seen & ~Slot.IDENTITY_BITS | 1 << Slot.USER_IDENTITY;
        byte[] b = buffer();
        if (b[p] != '{') {
            return skipValue(p, 1);
        }
        if (tooDeep(1)) {
            return stop(TOO_DEEP, p);
        }
        int q = skipBlank(p + 1);
        if (q < end() && b[q] == '}') {
            return q + 1;
        }
        while (true) {
            q = key(q);
            if (q < 0) {
                return q;
            }
            int slot = slot(true);
            q = slot < 0 ? skipValue(q, 2) : field(slot, q, 2);
            if (q < 0) {
                return q;
            }
            q = next(q);
            if (q < 0) {
                return q;
            }
            if (b[q] == '}') {
                return q + 1;
            }
            q = skipBlank(q + 1);
        }
    }

    /** Reads a key and its colon; returns where the value begins. */
    private int key(int p) {
        if (p >= end() || buffer()[p] != '"') {
            return unexpected(p);
        }
        int q = skipString(p);
        if (q < 0) {
            return q;
        }
        keyStart = p + 1;
        keyEnd = q - 1;
        keyEscaped = escaped();
        return skipColon(q);
    }

    private int slot(boolean identity) {
        byte[] b = buffer();
        int from = keyStart;
        int length = keyEnd - from;
        if (keyEscaped) {
            if (length > KEY_SCRATCH) {
                return Slot.NONE; // The longest key, each letter as \\uXXXX, is shorter.
            }
            length = JsonEscapes.decode(b, from, keyEnd, keyScratch, 0);
            b = keyScratch;
            from = 0;
        }
        return identity ? Slot.ofIdentity(b, from, length) : Slot.ofRecord(b, from, length);
    }

    private int field(int slot, int p, int depth) {
        int q = skipValue(p, depth);
        if (q < 0) {
            return q;
        }
        int bit = 1 << slot;
        seen |= bit;
        starts[slot] = p;
        ends[slot] = q;
        escapes = buffer()[p] == '"' && escaped() ? escapes | bit : escapes & ~bit;
        return q;
    }

    /** The comma or brace after a member. */
    private int next(int p) {
        byte[] b = buffer();
        int q = p < end() && b[p] > ' ' ? p : skipBlank(p);
        return q < end() && (b[q] == ',' || b[q] == '}') ? q : unexpected(q);
    }

    /** Whether the string between its quotes {@code [from, to)}, just read, is a key whose array holds records. */
    public boolean isWrapperKey(int from, int to) {
        keyStart = from;
        keyEnd = to;
        keyEscaped = escaped();
        int slot = slot(false);
        return slot == Slot.RECORDS || slot == Slot.EVENTS;
    }

    /** Whether the object that was scanned is a CloudTrail record. */
    public boolean isEvent() {
        return (seen & Slot.EVENT_BITS) != 0;
    }

    /** Whether the object is an EventBridge envelope, and its {@code detail} an object. */
    boolean hasDetail() {
        return has(Slot.DETAIL) && buffer()[starts[Slot.DETAIL]] == '{';
    }

    /** Whether the object is an entry of {@code aws cloudtrail lookup-events}, which holds the record as a string. */
    boolean hasCloudTrailEvent() {
        return has(Slot.CLOUD_TRAIL_EVENT) && buffer()[starts[Slot.CLOUD_TRAIL_EVENT]] == '"';
    }

    int start(int slot) {
        return starts[slot];
    }

    int end(int slot) {
        return ends[slot];
    }

    public boolean present(EventField field) {
        return has(field.ordinal());
    }

    /** Whether the field is there and a JSON string. */
    public boolean isString(EventField field) {
        return present(field) && buffer()[starts[field.ordinal()]] == '"';
    }

    /** Whether the field is there and {@code null}. */
    boolean isNull(EventField field) {
        return present(field) && buffer()[starts[field.ordinal()]] == 'n';
    }

    /** Whether the field is a string with escapes in it. */
    public boolean isEscaped(EventField field) {
        return (escapes & seen & 1 << field.ordinal()) != 0;
    }

    /** Where the value begins; for a string, after its quote. */
    public int start(EventField field) {
        return starts[field.ordinal()] + (isString(field) ? 1 : 0);
    }

    /** Where the value ends; for a string, before its quote. */
    public int end(EventField field) {
        return ends[field.ordinal()] - (isString(field) ? 1 : 0);
    }

    private boolean has(int slot) {
        return (seen & 1 << slot) != 0;
    }
}
