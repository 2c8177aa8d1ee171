package io.trailwatch.ingest.feed;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes in a folder and those below it. It may miss some: the system limits how many folders can be watched, and
 * network file systems tell nothing. For one thread.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final int MOST_FOLDERS = 100_000;

    private final Path root;
    private final WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private boolean complete = true;

    private FolderWatch(Path root, WatchService service) {
        this.root = root;
        this.service = service;
    }

    /** Watches a folder; null where this system can't. */
    static @Nullable FolderWatch of(Path root) {
        try {
            Path real = root.toRealPath();
            FolderWatch watch = new FolderWatch(real, real.getFileSystem().newWatchService());
            watch.register(real, new HashSet<>());
            return watch;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info(
                    "a folder is not watched, only looked at ({})", e.getClass().getSimpleName());
            return null;
        }
    }

    /** Whether every folder is watched. */
    boolean complete() {
        return complete;
    }

    /**
     * Waits for changes.
     *
     * @return the folders in which something changed, as prefixes of the names in them; null for all of them
     */
    @Nullable
    Set<String> await(Duration time) throws InterruptedException {
        Set<String> changed = new HashSet<>();
        WatchKey key;
        try {
            key = service.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ClosedWatchServiceException e) {
            return changed;
        }
        boolean all = false;
        while (key != null) {
            all |= !take(key, changed);
            key = service.poll();
        }
        return all ? null : changed;
    }

    /** False where events were lost. */
    private boolean take(WatchKey key, Set<String> changed) {
        Path folder = folders.get(key);
        boolean heard = true;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW || folder == null) {
                heard = false;
            } else if (event.context() instanceof Path name) {
                changed.add(prefix(folder));
                Path path = folder.resolve(name);
                if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE
                        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    register(path, changed);
                }
            }
        }
        if (!key.reset()) {
            folders.remove(key);
        }
        return heard;
    }

    private String prefix(Path folder) {
        String name = root.relativize(folder).toString().replace('\\', '/');
        return name.isEmpty() ? "" : name + "/";
    }

    private void register(Path tree, Set<String> changed) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folders.size() >= MOST_FOLDERS) {
                        complete = false;
                        return FileVisitResult.TERMINATE;
                    }
                    try {
                        folders.put(
                                folder.register(
                                        service,
                                        StandardWatchEventKinds.ENTRY_CREATE,
                                        StandardWatchEventKinds.ENTRY_MODIFY),
                                folder);
                        changed.add(prefix(folder));
                    } catch (IOException e) {
                        complete = false;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            complete = false;
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("while closing", e);
        }
    }
}
