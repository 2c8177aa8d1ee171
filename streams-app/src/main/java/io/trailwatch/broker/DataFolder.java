package io.trailwatch.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that holds the broker's log, locked for this process; a temporary one is removed when it is closed. */
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final String LOCK = "trailwatch.lock";
    private static final String TEMPORARY = "trailwatch-";
    /** A younger folder without a lock may be about to get one. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private final Path path;
    private final boolean temporary;
    private final FileChannel channel;

    private DataFolder(Path path, boolean temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    static DataFolder open(@Nullable Path folder) {
        Path path = folder == null ? newTemporary() : made(folder);
        FileChannel channel = lock(path);
        if (channel == null) {
            throw new BrokerException(path + ": this data folder is in use by another process" + owner(path)
                    + ": stop that one first, or give another data folder");
        }
        return new DataFolder(path, folder == null, channel);
    }

    Path path() {
        return path;
    }

    /** Where Kafka keeps its log. */
    Path log() {
        return path.resolve("kafka");
    }

    boolean temporary() {
        return temporary;
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new BrokerException(
                    folder + ": this data folder can't be made (" + reason(e) + "): give another data folder", e);
        }
    }

    private static Path newTemporary() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeAbandoned(parent);
            return Files.createTempDirectory(parent, TEMPORARY);
        } catch (IOException e) {
            throw new BrokerException(
                    parent + ": no temporary data folder can be made there (" + reason(e)
                            + "): make room, or give a data folder",
                    e);
        }
    }

    private static @Nullable FileChannel lock(Path path) {
        try {
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                LOG.debug("locked by this process: {}", path);
            }
            if (lock == null) {
                channel.close();
                return null;
            }
            byte[] owner = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner), 0);
            return channel;
        } catch (IOException e) {
            throw new BrokerException(
                    path + ": this data folder can't be written (" + reason(e)
                            + "): check its permissions, or give another data folder",
                    e);
        }
    }

    private static String owner(Path path) {
        try {
            String pid = Files.readString(path.resolve(LOCK), StandardCharsets.ISO_8859_1);
            return pid.matches("[0-9]{1,19}") ? " (" + pid + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Removes temporary folders of runs that were killed. */
    private static void removeAbandoned(Path parent) throws IOException {
        Instant young = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
            for (Path folder : folders) {
                Path file = folder.resolve(LOCK);
                try {
                    if (!Files.isRegularFile(file)
                            || Files.getLastModifiedTime(file).toInstant().isAfter(young)) {
                        continue;
                    }
                    FileChannel channel = lock(folder);
                    if (channel != null) {
                        channel.close();
                        Trees.delete(folder);
                    }
                } catch (IOException | BrokerException e) {
                    LOG.debug("not removed: {}", folder, e);
                }
            }
        }
    }

    static String reason(Throwable e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " " + message.replaceAll("\\p{Cntrl}", " "));
    }

    @Override
    public void close() {
        try {
            if (temporary) {
                Trees.delete(path);
            }
            channel.close();
        } catch (IOException e) {
            LOG.warn("{}: the temporary data folder was not removed whole ({})", path, reason(e));
        }
    }
}
