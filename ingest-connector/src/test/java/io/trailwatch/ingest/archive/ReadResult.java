package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.RecordSlice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Everything that a reader said of one object. */
public record ReadResult(
        List<String> records, List<String> arns, List<Reject> reasons, List<String> rejected, ReadOutcome outcome) {
    /** Opens the object's bytes. */
    interface Opener {
        InputStream open() throws IOException;
    }

    static ReadResult of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    static ReadResult of(byte[] bytes) {
        return of(ReaderLimits.DEFAULT, () -> new ByteArrayInputStream(bytes));
    }

    static ReadResult of(ReaderLimits limits, Opener opener) {
        try (TrailReader reader = new TrailReader(limits)) {
            return of(reader, opener);
        }
    }

    static ReadResult of(TrailReader reader, Opener opener) {
        List<String> records = new ArrayList<>();
        List<String> arns = new ArrayList<>();
        List<Reject> reasons = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        RecordSink sink = new RecordSink() {
            @Override
            public void record(RecordSlice record) {
                records.add(record.toString());
                arns.add(record.hasArn() ? new String(record.arnBytes(), StandardCharsets.UTF_8) : "");
            }

            @Override
            public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
                reasons.add(reason);
                rejected.add(position + ":" + new String(array, offset, length, StandardCharsets.UTF_8));
            }
        };
        try {
            ReadOutcome outcome = reader.read(object(opener), sink);
            return new ReadResult(records, arns, reasons, rejected, outcome);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TrailObject object(Opener opener) {
        return new TrailObject() {
            @Override
            public String name() {
                return "test.json";
            }

            @Override
            public long size() {
                return 0;
            }

            @Override
            public Instant lastModified() {
                return Instant.EPOCH;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public InputStream open() throws IOException {
                return opener.open();
            }
        };
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
