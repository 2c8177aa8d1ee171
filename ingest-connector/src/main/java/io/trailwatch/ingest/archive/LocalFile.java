package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One file of a folder. */
public final class LocalFile implements TrailObject {
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

    /**
     * When it came to be here as it is, which {@link #lastModified()} does not tell of a file that was copied with its old
     * time or moved: the later of that and Unix's change time, where there is one.
     */
    public Instant changed() {
        try {
            Object time = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return time instanceof FileTime t && t.toInstant().isAfter(lastModified) ? t.toInstant() : lastModified;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return lastModified;
        }
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
