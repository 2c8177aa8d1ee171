package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.JsonEscapes;
import io.trailwatch.ingest.record.RecordScanner;
import io.trailwatch.ingest.record.RecordSlice;
import io.trailwatch.ingest.record.Unreadable;
import io.trailwatch.ingest.record.Unwrapper;
import java.io.IOException;

/** Hands on what a scanner has found: a record, one taken out of its envelope, or what is none. */
final class RecordTaker {
    /** How much of a rejected piece is handed on at most. */
    static final int REJECTED_BYTES = 1 << 20;

    private final RecordScanner scanner;
    private final Unwrapper unwrapper = new Unwrapper();
    private final RecordSlice slice = new RecordSlice();
    private byte[] arn = new byte[256];
    private long records;
    private long rejected;

    RecordTaker(RecordScanner scanner) {
        this.scanner = scanner;
    }

    void start() {
        records = 0;
        rejected = 0;
    }

    long records() {
        return records;
    }

    long rejected() {
        return rejected;
    }

    /** Takes the object {@code [start, end)} that the scanner went over last; it may be pointed elsewhere afterwards. */
    void take(byte[] buf, int start, int end, long position, RecordSink sink) throws IOException {
        Unreadable problem = unwrapper.unwrap(scanner, start, end);
        if (problem == null) {
            emit(scanner.buffer(), unwrapper.start(), unwrapper.end(), sink);
        } else {
            reject(reason(problem), position, buf, start, end, sink);
        }
    }

    private static Reject reason(Unreadable problem) {
        return switch (problem) {
            case NOT_JSON, NOT_UTF8 -> Reject.BAD_LINE;
            case NOT_AN_EVENT -> Reject.NOT_AN_EVENT;
            case TOO_DEEP -> Reject.TOO_DEEP;
        };
    }

    private void emit(byte[] buf, int start, int end, RecordSink sink) throws IOException {
        records++;
        byte[] arnArray = buf;
        int arnOffset = 0;
        int arnLength = 0;
        if (scanner.isString(EventField.USER_ARN)) {
            arnOffset = scanner.start(EventField.USER_ARN);
            int arnEnd = scanner.end(EventField.USER_ARN);
            arnLength = arnEnd - arnOffset;
            if (scanner.isEscaped(EventField.USER_ARN)) {
                if (arn.length < arnLength) {
                    arn = new byte[arnLength];
                }
                arnLength = JsonEscapes.decode(buf, arnOffset, arnEnd, arn, 0);
                arnArray = arn;
                arnOffset = 0;
            }
        }
        sink.record(slice.set(buf, start, end - start, arnArray, arnOffset, arnLength));
    }

    void reject(Reject reason, long position, byte[] buf, int start, int end, RecordSink sink) throws IOException {
        rejected++;
        sink.rejected(reason, position, buf, start, Math.min(end - start, REJECTED_BYTES));
    }
}
