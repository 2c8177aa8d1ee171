package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through a folder and those below it in the order of the paths, listing a folder when it is reached. */
final class FolderWalk implements Iterator<TrailObject> {
    /** A folder on the way: its names, in order, and how many of them are done. */
    private static final class Level {
        final Path folder;
        final String prefix;
        final List<Entry> entries;
        int next;

        Level(Path folder, String prefix, List<Entry> entries) {
            this.folder = folder;
            this.prefix = prefix;
            this.entries = entries;
        }
    }

    /** A name in a folder. A folder's ends with a slash, which is where it sorts among paths. */
    private interface Entry {
        String name();

        Path in(Path folder);
    }

    private record Named(String name) implements Entry {
        @Override
        public Path in(Path folder) {
            return folder.resolve(name);
        }
    }

    /** A name with bytes that are no text in this machine's encoding; percent-encoded, as nothing else names it. */
    private record Odd(String name, Path path) implements Entry {
        @Override
        public Path in(Path folder) {
            return path;
        }
    }

    private final boolean deep;
    private final String above;
    private final PathFilter filter;
    private final Consumer<SkipReason> skipped;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable TrailObject next;

    FolderWalk(Path root, String above, PathFilter filter, Consumer<SkipReason> skipped) throws IOException {
        this(root, "", true, above, filter, skipped);
    }

    /**
     * Goes through a part of a trail.
     *
     * @param prefix what stands before the names in {@code folder}, up to its last slash
     * @param deep whether the folders below are gone through as well
     */
    FolderWalk(Path folder, String prefix, boolean deep, String above, PathFilter filter, Consumer<SkipReason> skipped)
            throws IOException {
        this.above = above;
        this.filter = filter;
        this.skipped = skipped;
        this.deep = deep;
        levels.push(new Level(folder, prefix, list(folder)));
    }

    @Override
    public boolean hasNext() {
        while (next == null && !levels.isEmpty()) {
            Level level = levels.element();
            if (level.next == level.entries.size()) {
                levels.pop();
            } else {
                next = visit(level, level.entries.get(level.next++));
            }
        }
        return next != null;
    }

    @Override
    public TrailObject next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        TrailObject object = next;
        next = null;
        return object;
    }

    private @Nullable TrailObject visit(Level level, Entry entry) {
        String name = level.prefix + entry.name();
        Path path = entry.in(level.folder);
        if (name.endsWith("/")) {
            descend(path, name);
            return null;
        }
        SkipReason reason = filter.skip(above, name);
        BasicFileAttributes attributes = attributes(path);
        if (attributes != null && attributes.isDirectory()) {
            descend(path, name + '/');
            return null;
        }
        if (attributes != null && !attributes.isRegularFile()) {
            reason = attributes.isSymbolicLink() ? SkipReason.SYMBOLIC_LINK : SkipReason.NOT_A_FILE;
        }
        if (reason != null) {
            skipped.accept(reason);
            return null;
        }
        return new LocalFile(path, name, attributes);
    }

    private void descend(Path folder, String prefix) {
        if (!deep) {
            return;
        }
        try {
            levels.push(new Level(folder, prefix, list(folder)));
        } catch (IOException e) {
            skipped.accept(SkipReason.UNREADABLE_FOLDER);
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null; // Opening it tells why.
        }
    }

    private static List<Entry> list(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                entries.add(entry(path));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort((a, b) -> PathOrder.compare(a.name(), b.name()));
        return entries;
    }

    private static Entry entry(Path path) {
        String name = String.valueOf(path.getFileName());
        // A file's attributes are read when it is reached, in one go with its size.
        boolean folder = !PathFilter.hasTrailExtension(name) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        String text = folder ? name + '/' : name;
        if (isNamedBy(path, name)) {
            return new Named(text);
        }
        String uri = path.toUri().getRawPath();
        String encoded = uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1);
        return new Odd(folder && !encoded.endsWith("/") ? encoded + '/' : encoded, path);
    }

    private static boolean isNamedBy(Path path, String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return true;
        }
        try {
            return path.resolveSibling(name).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
