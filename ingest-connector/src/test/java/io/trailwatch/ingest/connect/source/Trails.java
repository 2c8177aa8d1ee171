package io.trailwatch.ingest.connect.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small trail files. */
final class Trails {
    private Trails() {}

    static String record(String name) {
        return "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/u"
                + Math.floorMod(name.hashCode(), 3)
                + "\"},\"eventTime\":\"2024-03-05T00:00:00Z\",\"eventSource\":\"s3.amazonaws.com\","
                + "\"eventName\":\"" + name + "\"}";
    }

    static List<String> records(String name, int count) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(name + i));
        }
        return records;
    }

    /** A CloudTrail file, compressed. */
    static byte[] file(String name, int count) {
        return gzip("{\"Records\":[" + String.join(",", records(name, count)) + "]}");
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String key(String region, String day, String name) {
        return "AWSLogs/111122223333/CloudTrail/" + region + "/" + day + "/" + name + ".json.gz";
    }
}
