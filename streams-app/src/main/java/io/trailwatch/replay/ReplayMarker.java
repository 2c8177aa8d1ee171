package io.trailwatch.replay;

import io.trailwatch.text.Printable;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A file in a data folder that is kept: it says which archive and which of its files the log there holds, so that a replay
 * goes on only where it belongs.
 */
final class ReplayMarker {
    private static final String MARKER = "replay.properties";
    /** Left by a process that was killed while it wrote. */
    private static final String PART = ".part";

    private ReplayMarker() {}

    /**
     * Makes the folder where it is not there yet, and marks it; or checks that its mark is the same.
     *
     * @param selection what is replayed, by name, in the words that a message uses
     * @throws ReplayException when it is no folder or holds something else
     */
    static void claim(Path folder, Map<String, String> selection) throws IOException {
        String name = Printable.of(folder.toString());
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ReplayException("--data: " + name + " is no folder: give a new or an empty one");
        }
        Files.createDirectories(folder);
        Path marker = folder.resolve(MARKER);
        if (Files.exists(marker)) {
            compare(name, read(marker), selection);
        } else if (empty(folder)) {
            write(marker, selection);
        } else {
            throw new ReplayException(
                    "--data: " + name + " holds something else than a replay: give a new or an empty folder");
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(folder, child -> !child.endsWith(MARKER + PART))) {
            return !children.iterator().hasNext();
        }
    }

    private static void compare(String name, Map<String, String> there, Map<String, String> asked) {
        for (Map.Entry<String, String> entry : asked.entrySet()) {
            String other = there.getOrDefault(entry.getKey(), "");
            if (!other.equals(entry.getValue())) {
                throw new ReplayException(
                        "--data: " + name + " holds a replay with " + entry.getKey() + " " + shown(other)
                                + ", not " + shown(entry.getValue())
                                + ": give the folder that belongs to this one, or a new one");
            }
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(none)" : "'" + Printable.of(value) + "'";
    }

    private static Map<String, String> read(Path marker) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(marker)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new ReplayException("--data: " + Printable.of(marker.toString()) + " is damaged: give a new folder");
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static void write(Path marker, Map<String, String> selection) throws IOException {
        Properties properties = new Properties();
        properties.putAll(selection);
        Path part = marker.resolveSibling(MARKER + PART);
        try (Writer writer = Files.newBufferedWriter(part)) {
            properties.store(writer, "What this folder holds; written by trailwatch replay");
        }
        Files.move(part, marker, StandardCopyOption.ATOMIC_MOVE);
    }
}
