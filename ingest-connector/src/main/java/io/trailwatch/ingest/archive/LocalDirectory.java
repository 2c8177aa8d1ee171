package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A trail in a folder of this machine, with all folders below it, or in one file. Files come in the order of their paths, as
 * the keys of a bucket do. A folder's names are held while its files are read, and nothing else of them.
 *
 * <p>Symbolic links below the folder are not followed but counted: nobody who may write into it can have another file of
 * this machine read, and none is read twice. The folder itself may be a link. One file that is named is read whatever
 * its name is.
 */
public final class LocalDirectory implements Archive {
    /** A date in a path has this many names. */
    private static final int DATE_NAMES = 3;

    private final Path root;
    private final PathFilter filter;
    private final AtomicLongArray skipped = new AtomicLongArray(SkipReason.values().length);

    public LocalDirectory(Path root, PathFilter filter) {
        this.root = root;
        this.filter = filter;
    }

    @Override
    public String location() {
        return root.toString();
    }

    /** @throws NoSuchFileException where there is no such folder or file */
    @Override
    public Stream<TrailObject> objects() throws IOException {
        for (int i = 0; i < skipped.length(); i++) {
            skipped.set(i, 0);
        }
        Path real = root.toRealPath();
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (!attributes.isDirectory()) {
            return Stream.of(new LocalFile(real, String.valueOf(root.getFileName()), attributes));
        }
        FolderWalk walk = new FolderWalk(real, above(real), filter, this::skip);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * The files that lie in one folder of the trail itself, not in those below; what is passed over is not counted.
     *
     * @param prefix the folder as the names of its files begin: empty, or with a slash at the end
     * @throws NoSuchFileException where there is no such folder, or its name can't be said this way
     */
    public Stream<TrailObject> objectsIn(String prefix) throws IOException {
        Path real = root.toRealPath();
        FolderWalk walk = new FolderWalk(real.resolve(prefix), prefix, false, above(real), filter, reason -> {});
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** The folder, or the file. */
    public Path root() {
        return root;
    }

    @Override
    public Map<SkipReason, Long> skipped() {
        Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
        for (SkipReason reason : SkipReason.values()) {
            long count = skipped.get(reason.ordinal());
            if (count > 0) {
                counts.put(reason, count);
            }
        }
        return counts;
    }

    private void skip(SkipReason reason) {
        skipped.incrementAndGet(reason.ordinal());
    }

    private static String above(Path root) {
        int names = root.getNameCount();
        return names == 0
                ? ""
                : root.subpath(Math.max(0, names - DATE_NAMES), names)
                        .toString()
                        .replace('\\', '/');
    }
}
