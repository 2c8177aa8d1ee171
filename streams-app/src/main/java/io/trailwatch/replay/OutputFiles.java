package io.trailwatch.replay;

import io.trailwatch.config.ConfigException;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.text.Amounts;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** One file for each format, written beside its place under a hidden name and renamed when all are whole. */
final class OutputFiles implements SummaryOutput {
    /** Opens a file for writing; tests put a full disk here. */
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    private final Map<OutputFormat, Path> targets = new EnumMap<>(OutputFormat.class);
    private final Map<OutputFormat, Path> temporary = new EnumMap<>(OutputFormat.class);
    private final Map<OutputFormat, FileChannel> channels = new EnumMap<>(OutputFormat.class);
    private final boolean clobber;
    private final Opener opener;
    private boolean closed;

    private OutputFiles(Path output, List<OutputFormat> formats, boolean clobber, Opener opener) {
        this.clobber = clobber;
        this.opener = opener;
        for (OutputFormat format : formats) {
            targets.put(format, withExtension(output, format.extension()));
        }
    }

    /**
     * Checks that the files can be written.
     *
     * @param output the name that the user gave; its extension is replaced by the format's
     * @param clobber whether files that are there already are replaced
     * @throws ConfigException when they can't
     */
    static OutputFiles of(Path output, List<OutputFormat> formats, boolean clobber) {
        return of(
                output,
                formats,
                clobber,
                file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    static OutputFiles of(Path output, List<OutputFormat> formats, boolean clobber, Opener opener) {
        OutputFiles files = new OutputFiles(output, formats, clobber, opener);
        for (Path target : files.targets.values()) {
            files.check(target);
        }
        return files;
    }

    /** {@code a.txt} and {@code a} become {@code a.csv}; a dot at the beginning belongs to the name. */
    static Path withExtension(Path output, String extension) {
        Path name = output.getFileName();
        if (name == null || name.toString().isEmpty() || name.toString().matches("\\.{1,2}")) {
            throw new ConfigException("--output: " + Printable.of(output.toString()) + " is no file name");
        }
        String text = name.toString();
        int dot = text.lastIndexOf('.');
        return output.resolveSibling((dot > 0 ? text.substring(0, dot) : text) + "." + extension);
    }

    private void check(Path target) {
        String name = Printable.of(target.toString());
        Path folder = folder(target);
        if (!Files.isDirectory(folder)) {
            throw new ConfigException(
                    "--output: there is no folder " + Printable.of(folder.toString()) + ": make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new ConfigException("--output: the folder " + Printable.of(folder.toString())
                    + " can't be written to: check its permissions");
        }
        if (Files.isDirectory(target)) {
            throw new ConfigException("--output: " + name + " is a folder: give a file name");
        }
        if (!clobber && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ConfigException(
                    "--output: " + name + " is there already: give -C to replace it, or another name");
        }
    }

    private static Path folder(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    @Override
    public List<OutputFormat> formats() {
        return List.copyOf(targets.keySet());
    }

    @Override
    public synchronized OutputStream open(OutputFormat format) throws IOException {
        if (closed) {
            throw new IOException("stopped");
        }
        Path target = target(format);
        String random = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
        Path file = folder(target).resolve("." + target.getFileName() + "." + random + ".partial");
        temporary.put(format, file);
        FileChannel channel = opener.open(file);
        channels.put(format, channel);
        return new NamingStream(Channels.newOutputStream(channel), target);
    }

    @Override
    public synchronized void publish() throws IOException {
        if (closed) {
            throw new IOException("stopped");
        }
        for (Map.Entry<OutputFormat, FileChannel> open : channels.entrySet()) {
            try (FileChannel channel = open.getValue()) {
                channel.force(true);
            } catch (IOException e) {
                throw named(target(open.getKey()), e);
            }
        }
        channels.clear();
        for (Path target : targets.values()) {
            if (!clobber && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
        }
        for (OutputFormat format : targets.keySet()) {
            Path file = temporary.get(format);
            if (file == null) {
                throw new IllegalStateException(format + " was not written");
            }
            Files.move(file, target(format), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            temporary.remove(format);
        }
    }

    private Path target(OutputFormat format) {
        Path target = targets.get(format);
        if (target == null) {
            throw new IllegalArgumentException(format + " was not asked for");
        }
        return target;
    }

    @Override
    public List<String> places() {
        List<String> places = new ArrayList<>();
        for (Path target : targets.values()) {
            String size = "";
            try {
                size = " (" + Amounts.bytes(Files.size(target)) + ")";
            } catch (IOException e) {
                // moved away since: the name says enough
            }
            places.add(Printable.of(target.toString()) + size);
        }
        return places;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                // what could not be written is removed below
            }
        }
        for (Path file : temporary.values()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // a hidden file stays; nothing can be done about it here
            }
        }
        channels.clear();
        temporary.clear();
    }

    private static IOException named(Path target, IOException e) {
        return e instanceof FileSystemException
                ? e
                : new FileSystemException(target.toString(), null, String.valueOf(e.getMessage()));
    }

    /** Says in its errors which file could not be written: the system's own message for a full disk has no name. */
    private static final class NamingStream extends OutputStream {
        private final OutputStream inner;
        private final Path target;

        NamingStream(OutputStream inner, Path target) {
            this.inner = inner;
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            try {
                inner.write(b, off, len);
            } catch (IOException e) {
                throw named(target, e);
            }
        }
    }
}
