package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket of a million keys, over HTTP, into a process that has 256 MiB of heap; later polls ask for what can be new. */
class ListingHeapIT {
    private static final int DAYS = 2000;
    private static final int A_DAY = 500;
    private static final int PAGE = 1000;
    private static final String REGION = "AWSLogs/111122223333/CloudTrail/us-east-1/";
    private static final Pattern QUERY = Pattern.compile("(prefix|start-after|continuation-token|delimiter)=([^&]*)");

    private final List<String> lists = new ArrayList<>();
    /** The server tells the time of this machine. */
    private final Instant now = Instant.now();

    private final Instant today = now.truncatedTo(ChronoUnit.DAYS);
    private final Instant first = today.minus(Duration.ofDays(DAYS));
    private final String[] days = new String[DAYS];
    private final String[] files = new String[A_DAY];
    private HttpServer server;
    private int listed;

    @BeforeEach
    void start() throws IOException {
        for (int day = 0; day < DAYS; day++) {
            days[day] = folder(first.plus(Duration.ofDays(day)));
        }
        for (int file = 0; file < A_DAY; file++) {
            files[file] = String.format("%04d.json.gz", file);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::list);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String folder(Instant day) {
        return REGION + day.toString().substring(0, 10).replace('-', '/') + "/";
    }

    private String key(int number) {
        return days[number / A_DAY] + files[number % A_DAY];
    }

    /** One page, made when it is asked for. */
    private void list(HttpExchange exchange) throws IOException {
        String prefix = "";
        String after = "";
        Matcher matcher = QUERY.matcher(exchange.getRequestURI().getRawQuery());
        while (matcher.find()) {
            String value = URLDecoder.decode(matcher.group(2), StandardCharsets.UTF_8);
            switch (matcher.group(1)) {
                case "prefix" -> prefix = value;
                case "delimiter" -> assertThat(value).isEqualTo("/");
                default -> after = value;
            }
        }
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        if (REGION.startsWith(prefix) && !prefix.equals(REGION)) {
            String folder = REGION.substring(0, REGION.indexOf('/', prefix.length()) + 1);
            xml.append("<CommonPrefixes><Prefix>").append(folder).append("</Prefix></CommonPrefixes>");
        } else {
            synchronized (this) {
                lists.add(after);
                page(xml, after);
            }
        }
        byte[] body = xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void page(StringBuilder xml, String after) {
        int low = 0;
        int high = DAYS * A_DAY;
        while (low < high) {
            int middle = (low + high) / 2;
            if (key(middle).compareTo(after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int end = Math.min(DAYS * A_DAY, low + PAGE);
        for (int number = low; number < end; number++) {
            Instant time = first.plus(Duration.ofDays(number / A_DAY)).plusSeconds(number % A_DAY);
            xml.append("<Contents><Key>")
                    .append(key(number))
                    .append("</Key><LastModified>")
                    .append(time)
                    .append(
                            "</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>900</Size></Contents>");
        }
        listed += end - low;
        boolean more = end < DAYS * A_DAY;
        xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>").append(key(end - 1)).append("</NextContinuationToken>");
        }
    }

    private synchronized void forget() {
        lists.clear();
        listed = 0;
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aMillionKeysAreListedWithASmallHeapAndThenOnlyWhatCanBeNew(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListingHeap.class.getName(),
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        now.toString())
                .redirectError(log.toFile())
                .start();
        try (BufferedReader out = process.inputReader();
                Writer in = process.outputWriter()) {
            assertThat(out.readLine()).as(() -> read(log)).isEqualTo(Integer.toString(DAYS * A_DAY));
            assertThat(listed).isEqualTo(DAYS * A_DAY);
            assertThat(lists).hasSize(DAYS * A_DAY / PAGE).first().isEqualTo("");

            // The overlap window is 36 hours, and days are listed whole.
            poll(in, out, "PT2M");
            assertListedSince(now.plus(Duration.ofMinutes(2)).minus(Duration.ofHours(36)));

            // Once a day 30 days are looked through.
            poll(in, out, "P2D");
            assertListedSince(
                    now.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(2)).minus(Duration.ofDays(30)));
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private void assertListedSince(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        int keys = (int) Duration.between(day, today).toDays() * A_DAY;
        assertThat(listed).isEqualTo(keys);
        assertThat(lists).hasSize(Math.max(1, (keys + PAGE - 1) / PAGE));
        assertThat(lists.get(0)).isEqualTo(folder(day));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Nothing is new. */
    private void poll(Writer in, BufferedReader out, String later) throws IOException {
        forget();
        in.write(later + "\n");
        in.flush();
        assertThat(out.readLine()).isEqualTo("0");
    }
}
