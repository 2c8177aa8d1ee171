package io.trailwatch.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Makes trails for tests; the same arguments make the same bytes. */
final class Trails {
    private static final String[] NAMES = {
        "ListUsers", "GetObject", "RunInstances", "AssumeRole", "PutObject", "CreateUser"
    };

    private Trails() {}

    /** A record of a user; the number tells it from others. */
    static String record(String user, int number) {
        return """
                {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/%s","accessKeyId":"AKIA%s"},\
                "eventTime":"2024-03-%02dT%02d:%02d:%02dZ","eventSource":"s%d.amazonaws.com","eventName":"%s","awsRegion":"eu-west-%d",\
                "sourceIPAddress":"198.51.100.%d","userAgent":"agent/%d","requestParameters":{"bucketName":"b-%d"},"eventID":"%d"}""".formatted(
                        user,
                        user,
                        1 + number % 28,
                        number % 24,
                        number % 60,
                        number % 59,
                        number % 5,
                        NAMES[number % NAMES.length],
                        number % 3,
                        number % 250,
                        number % 37,
                        number,
                        number);
    }

    /** Files of many users with an uneven share each, gzipped. */
    static void archive(Path folder, int files, int recordsEach, long seed) throws IOException {
        Random random = new Random(seed);
        int number = 0;
        for (int file = 0; file < files; file++) {
            Path path = folder.resolve("AWSLogs/123456789012/CloudTrail/eu-west-1/2024/03/%02d/t%d.json.gz"
                    .formatted(1 + file % 28, file));
            Files.createDirectories(path.getParent());
            StringBuilder text = new StringBuilder("{\"Records\":[");
            for (int i = 0; i < recordsEach; i++) {
                int user = (int) Math.abs(random.nextGaussian() * 8);
                text.append(i == 0 ? "" : ",").append(record("u" + user, number++));
            }
            gzip(path, text.append("]}").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    static void gzip(Path path, byte[] bytes) throws IOException {
        try (OutputStream out = fast(path)) {
            out.write(bytes);
        }
    }

    /** A gzip stream that is quick to write. */
    static OutputStream fast(Path path) throws IOException {
        return new BufferedOutputStream(
                new GZIPOutputStream(Files.newOutputStream(path), 1 << 16) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                },
                1 << 16);
    }
}
