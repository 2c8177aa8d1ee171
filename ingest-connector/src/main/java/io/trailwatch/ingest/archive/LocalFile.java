package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One file of a folder. */
final class LocalFile implements TrailObject {
    private final Path path;
    private final String name;
    private final long size;
    private final Instant lastModified;

    /** @param attributes null where the file is gone since its folder was listed */
    LocalFile(Path path, String name, @Nullable BasicFileAttributes attributes) {
        this.path = path;
        this.name = name;
        this.size = attributes == null ? 0 : attributes.size();
        this.lastModified = attributes == null
                ? Instant.EPOCH
                : attributes.lastModifiedTime().toInstant();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Instant lastModified() {
        return lastModified;
    }

    @Override
    public String version() {
        return size + "@" + lastModified;
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String toString() {
        return name;
    }
}
