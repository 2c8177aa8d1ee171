package io.trailwatch.feed;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A folder as an archive; may be slow on purpose. */
record FolderOfFiles(Path root, long nanosForAKilobyte) implements Archive {
    @Override
    public Stream<TrailObject> objects() throws IOException {
        return Files.walk(root).filter(Files::isRegularFile).sorted().map(this::object);
    }

    @Override
    public String location() {
        return root.toString();
    }

    private TrailObject object(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileObject(
                    path,
                    root.relativize(path).toString(),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant(),
                    nanosForAKilobyte);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record FileObject(Path path, String name, long size, Instant lastModified, long nanos)
            implements TrailObject {
        @Override
        public String version() {
            return size + ":" + lastModified;
        }

        @Override
        public InputStream open() throws IOException {
            InputStream stream = Files.newInputStream(path);
            return nanos == 0 ? stream : new Slow(stream, nanos);
        }
    }

    private static final class Slow extends FilterInputStream {
        private final long nanos;

        private Slow(InputStream in, long nanos) {
            super(in);
            this.nanos = nanos;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, Math.min(length, 1024));
            LockSupport.parkNanos(nanos);
            return n;
        }
    }

    /** JSON Lines of small events whose eventID is {@code prefix} and a number. */
    static String lines(String prefix, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> event(prefix + i, i % 5 == 0 ? "" : "arn:aws:iam::1:user/u" + i % 7) + "\n")
                .collect(Collectors.joining());
    }

    static String event(String id, String arn) {
        return "{\"eventVersion\":\"1.08\",\"eventTime\":\"2024-01-01T00:00:00Z\",\"eventName\":\"X\",\"eventSource\":\"s\",\"eventID\":\""
                + id + "\"" + (arn.isEmpty() ? "" : ",\"userIdentity\":{\"arn\":\"" + arn + "\"}") + "}";
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
