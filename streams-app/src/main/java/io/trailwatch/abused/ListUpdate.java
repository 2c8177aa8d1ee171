package io.trailwatch.abused;

import io.trailwatch.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Replaces a list of abused API calls by a newer one: fetched, checked, then renamed into place, so that a reader sees the old
 * list or the new one and nothing between.
 */
public final class ListUpdate {
    /** Where the suzaku-rules project keeps its list. */
    public static final String DEFAULT_SOURCE =
            "https://raw.githubusercontent.com/Yamato-Security/suzaku-rules/main/config/abused_aws_api_calls.csv";

    private static final int MAX_BYTES = 4 << 20;

    /**
     * What an update changed.
     *
     * @param added names that the old list had not
     * @param removed names that the new list has not
     * @param changed names whose description is another
     * @param size names in the new list
     */
    public record Changes(TreeSet<String> added, TreeSet<String> removed, TreeSet<String> changed, int size) {
        public boolean none() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }
    }

    private ListUpdate() {}

    /**
     * Updates a list.
     *
     * @param from an {@code https} address or a file
     * @param list replaced, or made where it is not there; then the changes are those against the shipped list
     * @throws ConfigException when the source is no list; the old one stays as it is
     * @throws IOException when the source can't be reached or the list can't be written; the message names it
     */
    public static Changes run(String from, Path list) throws IOException {
        byte[] bytes = fetch(from);
        AbusedList fresh = AbusedList.parse(from, bytes);
        if (fresh.size() == 0) {
            throw new ConfigException(from + ": holds no API call: the old list stays");
        }
        Map<String, String> before = (Files.exists(list) ? AbusedList.read(list) : AbusedList.shipped()).descriptions();
        Changes changes = compare(before, fresh.descriptions());
        replace(list, bytes);
        return changes;
    }

    static Changes compare(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> added = new TreeSet<>(after.keySet());
        added.removeAll(before.keySet());
        TreeSet<String> removed = new TreeSet<>(before.keySet());
        removed.removeAll(after.keySet());
        TreeSet<String> changed = new TreeSet<>();
        after.forEach((api, description) -> {
            if (before.containsKey(api) && !Objects.equals(before.get(api), description)) {
                changed.add(api);
            }
        });
        return new Changes(added, removed, changed, after.size());
    }

    private static void replace(Path list, byte[] bytes) throws IOException {
        Path folder = Objects.requireNonNullElse(list.toAbsolutePath().getParent(), Path.of("/"));
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, ".abused-", ".csv");
        try {
            Files.write(part, bytes);
            Files.move(part, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static byte[] fetch(String from) throws IOException {
        if (from.startsWith("https://")) {
            return download(from);
        }
        if (from.matches("[a-z]+://.*")) {
            throw new ConfigException("--from: '" + from + "' is neither https nor a file: give one of them");
        }
        Path file = Path.of(from);
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("--from: " + from + ": no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return limited(from, in);
        }
    }

    private static byte[] download(String from) throws IOException {
        URI uri;
        try {
            uri = URI.create(from);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--from: '" + from + "' is no address");
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(15))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(
                            from + ": HTTP " + response.statusCode() + ": give another place with --from");
                }
                return limited(from, in);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(from + ": interrupted");
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(from)
                    ? e
                    : new IOException(
                            from + ": cannot be fetched (" + e.getClass().getSimpleName()
                                    + "): check the network, or give a file with --from",
                            e);
        }
    }

    private static byte[] limited(String from, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new ConfigException(from + ": larger than 4 MiB: no list of abused API calls");
        }
        return bytes;
    }
}
