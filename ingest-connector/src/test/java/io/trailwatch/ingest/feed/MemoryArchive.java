package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Files in memory. A file of no bytes at all is listed and can't be opened. */
final class MemoryArchive implements Archive {
    record MemoryFile(String name, byte[] bytes, String version) implements TrailObject {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public Instant lastModified() {
            return Instant.EPOCH;
        }

        @Override
        public InputStream open() throws IOException {
            if (bytes.length == 0) {
                throw new NoSuchFileException(name);
            }
            return new ByteArrayInputStream(bytes);
        }
    }

    private final Map<String, MemoryFile> files = new ConcurrentSkipListMap<>();

    MemoryArchive put(String name, String version, byte[] bytes) {
        files.put(name, new MemoryFile(name, bytes, version));
        return this;
    }

    MemoryArchive put(String name, String version, String text) {
        return put(name, version, text.getBytes(StandardCharsets.UTF_8));
    }

    MemoryFile get(String name) {
        return files.get(name);
    }

    @Override
    public Stream<TrailObject> objects() {
        return files.values().stream().map(file -> file);
    }

    @Override
    public String location() {
        return "memory";
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
