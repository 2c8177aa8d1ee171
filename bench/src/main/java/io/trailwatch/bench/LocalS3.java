package io.trailwatch.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * As much of S3 as is read: {@code ListObjectsV2} and {@code GetObject} on loopback, each bucket being a folder, all of it
 * in memory. {@code LocalS3 NAME=FOLDER…} prints its address and ends when standard input does. {@code /first-get} answers
 * when, in milliseconds, an object was asked for first since it was asked the last time.
 */
final class LocalS3 {
    private static final int PAGE = 1000;

    private record Stored(byte[] bytes, Instant changed) {
        String etag() {
            return "\"" + bytes.length + "-" + changed.toEpochMilli() + "\"";
        }
    }

    private final Map<String, NavigableMap<String, Stored>> buckets = new HashMap<>();
    private final AtomicLong firstGet = new AtomicLong();

    private LocalS3() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        LocalS3 s3 = new LocalS3();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            s3.load(argument.substring(0, equals), Path.of(argument.substring(equals + 1)));
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", s3::handle);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // until the one who started this closes its end
        }
        Runtime.getRuntime().exit(0);
    }

    private void load(String name, Path folder) throws IOException {
        NavigableMap<String, Stored> objects = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = folder.relativize(file).toString().replace('\\', '/');
                objects.put(
                        key,
                        new Stored(
                                Files.readAllBytes(file),
                                Files.getLastModifiedTime(file).toInstant()));
            }
        }
        buckets.put(name, objects);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            body.readAllBytes();
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
            NavigableMap<String, Stored> objects = buckets.get(path[0]);
            if (path[0].equals("first-get")) {
                send(exchange, 200, Long.toString(firstGet.getAndSet(0)).getBytes(StandardCharsets.UTF_8));
            } else if (objects == null) {
                send(exchange, 404, "<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>".getBytes(StandardCharsets.UTF_8));
            } else if (path.length == 1 || path[1].isEmpty()) {
                send(exchange, 200, list(objects, query(exchange)).getBytes(StandardCharsets.UTF_8));
            } else {
                Stored object = objects.get(path[1]);
                if (object == null) {
                    send(exchange, 404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>".getBytes(StandardCharsets.UTF_8));
                } else {
                    firstGet.compareAndSet(0, System.currentTimeMillis());
                    exchange.getResponseHeaders().add("ETag", object.etag());
                    send(exchange, 200, object.bytes);
                }
            }
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static String list(NavigableMap<String, Stored> objects, Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String delimiter = query.getOrDefault("delimiter", "");
        String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        String last = null;
        int count = 0;
        boolean more = false;
        for (var entry : objects.tailMap(after.compareTo(prefix) > 0 ? after : prefix, true).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String name = end < 0 ? key : key.substring(0, end + 1);
            if (name.compareTo(after) <= 0 || name.equals(last)) {
                continue;
            }
            if (count == PAGE) {
                more = true;
                break;
            }
            count++;
            last = name;
            if (end >= 0) {
                xml.append("<CommonPrefixes><Prefix>").append(name).append("</Prefix></CommonPrefixes>");
            } else {
                Stored object = entry.getValue();
                xml.append("<Contents><Key>").append(key).append("</Key><LastModified>").append(object.changed)
                        .append("</LastModified><ETag>").append(object.etag().replace("\"", "&quot;"))
                        .append("</ETag><Size>").append(object.bytes.length).append("</Size></Contents>");
            }
        }
        xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString();
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
