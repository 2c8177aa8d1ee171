package io.trailwatch.replay;

import io.trailwatch.text.Printable;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a replay's broker and store lie: one that the user keeps, so that a replay that was stopped goes on, or
 * a temporary one. One process holds it at a time; it remembers which archive is in it.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String MARKER = "replay.properties";
    private static final String TEMPORARY_PREFIX = "trailwatch-replay-";

    private final Path folder;
    private final boolean temporary;
    private final FileChannel lock;

    private DataFolder(Path folder, boolean temporary, FileChannel lock) {
        this.folder = folder;
        this.temporary = temporary;
        this.lock = lock;
    }

    /** Makes a temporary folder, and removes those that processes left which were killed. */
    static DataFolder temporary() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        removeAbandoned(parent);
        while (true) {
            Path folder = Files.createTempDirectory(parent, TEMPORARY_PREFIX);
            FileChannel lock = lock(folder);
            if (lock != null && Files.exists(folder.resolve(LOCK))) {
                return new DataFolder(folder, true, lock);
            }
            // Another process took it for abandoned before it was locked.
            if (lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Opens a folder that is kept, and makes it where it is not there yet.
     *
     * @param selection what is replayed: by name, in the words that a message uses
     * @throws IOException when it is no folder, in use, or holds something else
     */
    static DataFolder kept(Path folder, Map<String, String> selection) throws IOException {
        String name = Printable.of(folder.toString());
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Files.createDirectories(folder);
        boolean ours = Files.exists(folder.resolve(MARKER));
        if (!ours && !emptyButForLock(folder)) {
            throw new IOException(
                    "--data: " + name + " holds something else than a replay: give a new or an empty folder");
        }
        FileChannel lock = lock(folder);
        if (lock == null) {
            throw new IOException(
                    "--data: " + name + " is in use by another process: wait until it ends, or give another folder");
        }
        boolean done = false;
        try {
            if (Files.exists(folder.resolve(MARKER))) {
                compare(name, read(folder), selection);
            } else {
                write(folder, selection);
            }
            done = true;
            return new DataFolder(folder, false, lock);
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    /** Where the broker's files lie. */
    Path broker() {
        return folder.resolve("broker");
    }

    /** Where the store's files lie. They are made anew by each replay: the log is what counts. */
    Path state() throws IOException {
        Path state = folder.resolve("state");
        delete(state);
        return Files.createDirectories(state);
    }

    @Override
    public void close() throws IOException {
        try {
            if (temporary) {
                delete(folder);
            }
        } finally {
            lock.close();
        }
    }

    private static boolean emptyButForLock(Path folder) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (!child.endsWith(LOCK)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static @Nullable FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // held by this very process
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? channel : null;
    }

    private static void compare(String name, Map<String, String> there, Map<String, String> asked) throws IOException {
        for (Map.Entry<String, String> entry : asked.entrySet()) {
            String other = there.getOrDefault(entry.getKey(), "");
            if (!other.equals(entry.getValue())) {
                throw new IOException("--data: " + name + " holds a replay with " + entry.getKey() + " "
                        + shown(other) + ", not " + shown(entry.getValue())
                        + ": give the folder that belongs to it, or a new one");
            }
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(none)" : "'" + Printable.of(value) + "'";
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(MARKER))) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "--data: " + Printable.of(folder.resolve(MARKER).toString()) + " can't be read: give a new folder",
                    e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static void write(Path folder, Map<String, String> selection) throws IOException {
        Properties properties = new Properties();
        properties.putAll(selection);
        Path part = folder.resolve(MARKER + ".part");
        try (Writer writer = Files.newBufferedWriter(part)) {
            properties.store(writer, "What this folder holds; written by trailwatch replay");
        }
        Files.move(part, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void removeAbandoned(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, TEMPORARY_PREFIX + "*")) {
            for (Path folder : folders) {
                removeIfAbandoned(folder);
            }
        } catch (IOException e) {
            // another user's, or gone in the meantime
        }
    }

    private static void removeIfAbandoned(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel lock = lock(folder)) {
            if (lock != null) {
                delete(folder);
            }
        } catch (IOException e) {
            // another user's: not ours to remove
        }
    }

    /** Deletes a tree; links are removed, not followed. What vanishes meanwhile is fine. */
    private static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
