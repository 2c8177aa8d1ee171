package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.RecordSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Measures the reader on the files of a folder, one thread: {@code java … ReaderThroughput DIR [ROUNDS]}. */
final class ReaderThroughput {
    private ReaderThroughput() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> zipped = new ArrayList<>();
        List<byte[]> plain = new ArrayList<>();
        try (var files = Files.list(Path.of(args[0]))) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                zipped.add(bytes);
                try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
                    plain.add(in.readAllBytes());
                }
            }
        }
        for (int round = 0; round < (args.length > 1 ? Integer.parseInt(args[1]) : 4); round++) {
            run("gzip ", zipped);
            run("plain", plain);
        }
    }

    private static void run(String name, List<byte[]> files) throws IOException {
        long[] seen = new long[2];
        RecordSink sink = new RecordSink() {
            @Override
            public void record(RecordSlice record) {
                seen[0]++;
                seen[1] += record.arnLength();
            }

            @Override
            public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
                throw new IllegalStateException(reason.text());
            }
        };
        long start = System.nanoTime();
        long json = 0;
        try (TrailReader reader = new TrailReader()) {
            for (byte[] bytes : files) {
                json += reader.read(ReadResult.object(() -> new ByteArrayInputStream(bytes)), sink)
                        .jsonBytes();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s %,d records, %.0f MB of JSON in %.3f s: %.0f MB/s%n",
                name, seen[0], json / 1e6, seconds, json / 1e6 / seconds);
    }
}
