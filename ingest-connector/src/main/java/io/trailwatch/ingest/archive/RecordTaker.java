package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.JsonEscapes;
import io.trailwatch.ingest.record.JsonScanner;
import io.trailwatch.ingest.record.RecordScanner;
import io.trailwatch.ingest.record.RecordSlice;
import java.io.IOException;

/** Hands on what a scanner has found: a record, one taken out of its envelope, or what is none. */
final class RecordTaker {
    /** How much of a rejected piece is handed on at most. */
    static final int REJECTED_BYTES = 1 << 20;

    private final RecordScanner scanner;
    private final RecordSlice slice = new RecordSlice();
    private byte[] arn = new byte[256];
    private byte[] unwrapped = new byte[0];
    private long records;
    private long rejected;

    RecordTaker(RecordScanner scanner) {
        this.scanner = scanner;
    }

    void start() {
        records = 0;
        rejected = 0;
        unwrapped = new byte[0];
    }

    long records() {
        return records;
    }

    long rejected() {
        return rejected;
    }

    /** Takes the object {@code [start, end)} that the scanner went over last; it may be pointed elsewhere afterwards. */
    void take(byte[] buf, int start, int end, long position, RecordSink sink) throws IOException {
        if (scanner.isEvent()) {
            emit(buf, start, end, sink);
        } else if (scanner.hasDetail()) {
            detail(buf, start, end, position, sink);
        } else if (scanner.hasCloudTrailEvent()) {
            cloudTrailEvent(buf, start, end, position, sink);
        } else {
            reject(Reject.NOT_AN_EVENT, position, buf, start, end, sink);
        }
    }

    private void detail(byte[] buf, int start, int end, long position, RecordSink sink) throws IOException {
        int from = scanner.detailStart();
        int to = scanner.detailEnd();
        scanner.scan(from, false);
        if (scanner.isEvent()) {
            emit(buf, from, to, sink);
        } else {
            reject(Reject.NOT_AN_EVENT, position, buf, start, end, sink);
        }
    }

    private void cloudTrailEvent(byte[] buf, int start, int end, long position, RecordSink sink) throws IOException {
        int from = scanner.cloudTrailEventStart();
        int to = scanner.cloudTrailEventEnd();
        if (unwrapped.length < to - from + 1) {
            unwrapped = new byte[Math.max(4096, to - from + 1)];
        }
        int length = JsonEscapes.decode(buf, from, to, unwrapped, 0);
        scanner.over(unwrapped, length);
        int first = scanner.skipBlank(0);
        int last = first < length && unwrapped[first] == '{' ? scanner.scan(first, false) : JsonScanner.MALFORMED;
        if (last == JsonScanner.TOO_DEEP) {
            reject(Reject.TOO_DEEP, position, buf, start, end, sink);
        } else if (last < 0 || scanner.skipBlank(last) < length) {
            reject(Reject.BAD_LINE, position, buf, start, end, sink);
        } else if (scanner.isEvent()) {
            emit(unwrapped, first, last, sink);
        } else {
            reject(Reject.NOT_AN_EVENT, position, buf, start, end, sink);
        }
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
