package io.trailwatch.ingest.record;

/** The record that a scanner has gone over last. Escapes are decoded when a field is asked for. */
final class ScannedRecord implements ParsedRecord {
    private static final byte[] ABSENT = {'-'};
    private static final byte[] EMPTY = new byte[0];
    private static final int KEPT = 1 << 20;

    private final RecordScanner scanner;
    private final int[] offsets = new int[EventField.values().length];
    private final int[] lengths = new int[EventField.values().length];
    private byte[] decoded = new byte[512];
    private int used;
    private int done;
    private int start;
    private int end;

    ScannedRecord(RecordScanner scanner) {
        this.scanner = scanner;
    }

    ScannedRecord at(int from, int to) {
        start = from;
        end = to;
        used = 0;
        done = 0;
        if (decoded.length > KEPT) {
            decoded = new byte[512];
        }
        return this;
    }

    @Override
    public boolean present(EventField field) {
        return scanner.present(field);
    }

    @Override
    public boolean isString(EventField field) {
        return scanner.isString(field);
    }

    @Override
    public byte[] array(EventField field) {
        if (!scanner.present(field)) {
            return ABSENT;
        }
        if (scanner.isEscaped(field)) {
            decode(field);
            return decoded;
        }
        return scanner.isNull(field) ? EMPTY : scanner.buffer();
    }

    @Override
    public int offset(EventField field) {
        if (!scanner.present(field) || scanner.isNull(field)) {
            return 0;
        }
        if (scanner.isEscaped(field)) {
            decode(field);
            return offsets[field.ordinal()];
        }
        return scanner.start(field);
    }

    @Override
    public int length(EventField field) {
        if (!scanner.present(field)) {
            return ABSENT.length;
        }
        if (scanner.isEscaped(field)) {
            decode(field);
            return lengths[field.ordinal()];
        }
        return scanner.isNull(field) ? 0 : scanner.end(field) - scanner.start(field);
    }

    private void decode(EventField field) {
        int slot = field.ordinal();
        if ((done & 1 << slot) != 0) {
            return;
        }
        int from = scanner.start(field);
        int to = scanner.end(field);
        if (decoded.length - used < to - from) {
            // Not a copy of the old array's content only: what was handed out of it stays as it is.
            byte[] larger = new byte[Math.max(decoded.length * 2, used + to - from)];
            System.arraycopy(decoded, 0, larger, 0, used);
            decoded = larger;
        }
        offsets[slot] = used;
        lengths[slot] = JsonEscapes.decode(scanner.buffer(), from, to, decoded, used);
        used += lengths[slot];
        done |= 1 << slot;
    }

    @Override
    public byte[] recordArray() {
        return scanner.buffer();
    }

    @Override
    public int recordOffset() {
        return start;
    }

    @Override
    public int recordLength() {
        return end - start;
    }
}
