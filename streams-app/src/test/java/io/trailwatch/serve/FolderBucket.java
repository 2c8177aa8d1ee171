package io.trailwatch.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A folder as a bucket: as much of S3's protocol as listing and reading it takes. */
final class FolderBucket implements AutoCloseable {
    private final HttpServer server;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** At the same address. */
    final FakeQueue queue = new FakeQueue();

    FolderBucket(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            byte[] body = queue.answer(
                    exchange.getRequestHeaders().getFirst("X-Amz-Target"),
                    exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            return;
        }
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
        byte[] body;
        if (path.length == 1 || path[1].isEmpty()) {
            body = list(query(exchange.getRequestURI().getRawQuery())).getBytes(StandardCharsets.UTF_8);
        } else {
            body = Files.readAllBytes(folder.resolve(path[1]));
            exchange.getResponseHeaders().add("ETag", "\"e" + body.length + "\"");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String list(Map<String, String> query) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("start-after", "");
        boolean folders = query.containsKey("delimiter");
        List<String> keys;
        try (Stream<Path> files = Files.walk(folder)) {
            keys = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                    .sorted()
                    .toList();
        }
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        TreeSet<String> prefixes = new TreeSet<>();
        for (String key : keys) {
            int slash = folders ? key.indexOf('/', prefix.length()) : -1;
            if (slash >= 0) {
                prefixes.add(key.substring(0, slash + 1));
                continue;
            }
            Path file = folder.resolve(key);
            xml.append("<Contents><Key>").append(key).append("</Key><LastModified>");
            xml.append(Files.getLastModifiedTime(file)).append("</LastModified><ETag>\"e");
            xml.append(Files.size(file)).append("\"</ETag><Size>").append(Files.size(file));
            xml.append("</Size></Contents>");
        }
        prefixes.forEach(p -> xml.append("<CommonPrefixes><Prefix>").append(p).append("</Prefix></CommonPrefixes>"));
        return xml.append("</ListBucketResult>").toString();
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
