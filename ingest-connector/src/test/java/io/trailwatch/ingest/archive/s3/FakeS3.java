package io.trailwatch.ingest.archive.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** As much of S3's protocol as the sources use, with faults on demand. */
public final class FakeS3 implements AutoCloseable {
    /** What goes wrong with one request. */
    public sealed interface Fault {}

    /** An error answer. */
    public record Refuse(int status, String code, String message) implements Fault {}

    /** The connection ends after so many bytes of the body. */
    public record Cut(int after) implements Fault {}

    private record Stored(byte[] bytes, String etag, Instant lastModified) {}

    static {
        // Otherwise each answer with a body waits 40 ms for the acknowledgment of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final Map<String, ConcurrentLinkedDeque<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, Fault> standing = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int pageSize = 1000;
    private volatile long delayMillis;

    public FakeS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Settings to reach it, with attempts that do not wait long. */
    public AwsSettings settings(int attempts) {
        return new AwsSettings(
                "us-east-1", null, "id", "secret", null, null, null, uri(), null, null, true, false, attempts);
    }

    public void pageSize(int keys) {
        pageSize = keys;
    }

    /** How long each object is waited for. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    public synchronized void put(String key, byte[] bytes, Instant lastModified) {
        objects.put(key, new Stored(bytes, Integer.toHexString(Arrays.hashCode(bytes)) + "-1", lastModified));
    }

    public synchronized void delete(String key) {
        objects.remove(key);
    }

    public synchronized String etag(String key) {
        return objects.get(key).etag;
    }

    /** The next request for this key (or listing of this prefix) goes wrong. */
    public void fail(String key, Fault... more) {
        faults.computeIfAbsent(key, k -> new ConcurrentLinkedDeque<>()).addAll(List.of(more));
    }

    /** All requests for this key go wrong, until {@link #heal}. */
    public void failAlways(String key, Fault fault) {
        standing.put(key, fault);
    }

    public void heal(String key) {
        standing.remove(key);
    }

    /** What was asked for: {@code LIST prefix after}, {@code GET key from}, {@code HEAD key}. */
    public List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            int slash = path.indexOf('/');
            String key = slash < 0 ? "" : path.substring(slash + 1);
            if (key.isEmpty()) {
                list(exchange);
            } else {
                object(exchange, key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Fault fault(String name) {
        ConcurrentLinkedDeque<Fault> queue = faults.get(name);
        Fault fault = queue == null ? null : queue.poll();
        return fault == null ? standing.get(name) : fault;
    }

    private void list(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        String delimiter = query.getOrDefault("delimiter", "");
        requests.add("LIST " + prefix + (after.isEmpty() ? "" : " after " + after));
        if (fault("LIST " + prefix) instanceof Refuse refuse) {
            refuse(exchange, refuse);
            return;
        }
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name>");
        List<String> folders = new ArrayList<>();
        int count = 0;
        String last = "";
        boolean more = false;
        synchronized (this) {
            for (Map.Entry<String, Stored> entry : objects.tailMap(prefix, true).entrySet()) {
                String key = entry.getKey();
                if (!key.startsWith(prefix)) {
                    break;
                }
                int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                String name = end < 0 ? key : key.substring(0, end + 1);
                if (name.compareTo(after) <= 0 || folders.contains(name)) {
                    continue;
                }
                if (count == pageSize) {
                    more = true;
                    break;
                }
                count++;
                last = name;
                if (end >= 0) {
                    folders.add(name);
                } else {
                    Stored stored = entry.getValue();
                    xml.append("<Contents><Key>").append(escape(key)).append("</Key><LastModified>");
                    xml.append(stored.lastModified)
                            .append("</LastModified><ETag>&quot;")
                            .append(stored.etag);
                    xml.append("&quot;</ETag><Size>")
                            .append(stored.bytes.length)
                            .append("</Size></Contents>");
                }
            }
        }
        folders.forEach(
                f -> xml.append("<CommonPrefixes><Prefix>").append(escape(f)).append("</Prefix></CommonPrefixes>"));
        xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>").append(escape(last)).append("</NextContinuationToken>");
        }
        send(exchange, 200, xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8));
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        requests.add((head ? "HEAD " : "GET ") + key + (from == 0 ? "" : " from " + from));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        Fault fault = fault(key);
        Stored stored;
        synchronized (this) {
            stored = objects.get(key);
        }
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (fault instanceof Refuse refuse) {
            refuse(exchange, refuse);
        } else if (stored == null) {
            refuse(exchange, new Refuse(404, "NoSuchKey", "The specified key does not exist."));
        } else if (match != null && !match.equals('"' + stored.etag + '"')) {
            refuse(exchange, new Refuse(412, "PreconditionFailed", "At least one of the preconditions did not hold."));
        } else {
            byte[] body = Arrays.copyOfRange(stored.bytes, from, stored.bytes.length);
            exchange.getResponseHeaders().add("ETag", '"' + stored.etag + '"');
            exchange.getResponseHeaders()
                    .add(
                            "Last-Modified",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(stored.lastModified.atZone(ZoneOffset.UTC)));
            if (head) {
                exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(200, -1);
            } else if (fault instanceof Cut cut) {
                exchange.sendResponseHeaders(from == 0 ? 200 : 206, body.length);
                OutputStream out = exchange.getResponseBody();
                out.write(body, 0, Math.min(cut.after, body.length));
                out.flush();
            } else {
                send(exchange, from == 0 ? 200 : 206, body);
            }
        }
    }

    private static void refuse(HttpExchange exchange, Refuse refuse) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(refuse.status, -1);
            return;
        }
        String xml = "<Error><Code>" + refuse.code + "</Code><Message>" + escape(refuse.message) + "</Message></Error>";
        send(exchange, refuse.status, xml.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
