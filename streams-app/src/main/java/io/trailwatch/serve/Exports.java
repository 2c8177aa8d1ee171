package io.trailwatch.serve;

import io.trailwatch.config.ConfigException;
import io.trailwatch.metrics.ExportState;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes all summaries into a folder now and then: {@code summary.csv}, {@code summary.json} and {@code summary.jsonl}. Each
 * is written whole under a hidden name and renamed. An answer that lacks something is not written: the files of the time
 * before stay, and the failure is counted.
 */
final class Exports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final String HIDDEN = ".summary-";
    private static final String PART = ".part";
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** All summaries, in the order of the output. */
    interface Users extends AutoCloseable {
        boolean hasNext();

        UserSummary next();

        @Override
        void close();
    }

    /** Where the summaries are. */
    interface Source {
        /** @throws IOException when they are not there whole; the message says why */
        Users open() throws IOException;
    }

    private final Path folder;
    private final Duration every;
    private final Source source;
    /** Written by one thread. */
    private volatile ExportState state = ExportState.NONE;

    private final Thread thread = new Thread(this::run, "export");
    private volatile boolean closed;

    Exports(Path folder, Duration every, Source source) {
        this.folder = folder;
        this.every = every;
        this.source = source;
        thread.setDaemon(true);
    }

    /**
     * Checks the folder, and writes there from now on.
     *
     * @throws ConfigException when it can't be written
     */
    static Exports start(Path folder, Duration every, Source source) {
        check(folder);
        Exports exports = new Exports(folder, every, source);
        exports.thread.start();
        return exports;
    }

    static void check(Path folder) {
        String name = "--export: " + Printable.of(folder.toString());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ConfigException(
                    name + " can't be made (" + e.getClass().getSimpleName() + "): give another folder");
        }
        if (!Files.isWritable(folder)) {
            throw new ConfigException(name + " can't be written: check its permissions, or give another folder");
        }
        removeHalves(folder);
    }

    /** What a process that was killed has left. */
    private static void removeHalves(Path folder) {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(folder, HIDDEN + "*" + PART)) {
            for (Path half : halves) {
                Files.deleteIfExists(half);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("half files of an earlier export stay");
        }
    }

    /** How it went until now. */
    ExportState state() {
        return state;
    }

    private void run() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(every.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            if (!closed) {
                writeOrCount();
            }
        }
    }

    /** One export; a failure is logged and counted. */
    void writeOrCount() {
        try {
            long users = write();
            Instant now = Instant.now();
            state = new ExportState(state.written() + 1, state.failures(), now, state.lastFailed());
            LOG.atInfo()
                    .addKeyValue("users", users)
                    .addKeyValue("folder", folder)
                    .log("exported");
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                Instant now = Instant.now();
                state = new ExportState(state.written(), state.failures() + 1, state.lastWritten(), now);
                LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("not exported, the last files stay");
            }
        }
    }

    private long write() throws IOException {
        try (Users users = source.open()) {
            return write(users);
        }
    }

    private long write(Users users) throws IOException {
        Map<OutputFormat, Path> hidden = new EnumMap<>(OutputFormat.class);
        List<FileChannel> channels = new ArrayList<>();
        List<SummaryWriter> writers = new ArrayList<>();
        try {
            for (OutputFormat format : OutputFormat.values()) {
                Path file = folder.resolve(HIDDEN + ProcessHandle.current().pid() + "." + format.extension() + PART);
                hidden.put(format, file);
                FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                channels.add(channel);
                OutputStream out = Channels.newOutputStream(channel);
                SummaryWriter writer = SummaryWriter.of(format, out);
                writer.begin();
                writers.add(writer);
            }
            long count = 0;
            while (users.hasNext() && !closed) {
                UserSummary user = users.next();
                for (SummaryWriter writer : writers) {
                    writer.user(user);
                }
                count++;
            }
            if (closed) {
                throw new IOException("stopped");
            }
            for (int i = 0; i < writers.size(); i++) {
                writers.get(i).end();
                channels.get(i).force(true);
                channels.get(i).close();
            }
            for (Map.Entry<OutputFormat, Path> file : hidden.entrySet()) {
                Path target = folder.resolve("summary." + file.getKey().extension());
                Files.move(
                        file.getValue(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return count;
        } finally {
            for (FileChannel channel : channels) {
                channel.close();
            }
            for (Path file : hidden.values()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
