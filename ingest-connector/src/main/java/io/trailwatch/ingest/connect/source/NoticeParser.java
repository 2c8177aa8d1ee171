package io.trailwatch.ingest.connect.source;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.ingest.archive.s3.ListedObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that tell of new objects: S3's event notification, CloudTrail's own ({@code s3Bucket},
 * {@code s3ObjectKey}), EventBridge's "Object Created", each as it is or wrapped by SNS; and the tests that S3, CloudTrail and
 * SNS send. Shapes: the user guides of S3 (event message structure, EventBridge), CloudTrail (SNS notifications) and SNS.
 */
final class NoticeParser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_WRAPPINGS = 4;
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final String CLOUDTRAIL_TEST = "CloudTrail validation message.";

    private NoticeParser() {}

    static Notice parse(String body) {
        String text = body;
        for (int i = 0; i < MOST_WRAPPINGS; i++) {
            if (text.strip().equals(CLOUDTRAIL_TEST)) {
                return new Notice.Test();
            }
            JsonNode message;
            try {
                message = JSON.readTree(text);
            } catch (JacksonException e) {
                return new Notice.Unknown("no JSON");
            }
            if (!message.isObject()) {
                return new Notice.Unknown("no JSON object");
            }
            String type = message.path("Type").asText();
            if (type.equals("SubscriptionConfirmation") || type.equals("UnsubscribeConfirmation")) {
                return new Notice.Test();
            }
            JsonNode inner = message.get("Message");
            if (inner == null || !inner.isTextual()) {
                return ofMessage(message);
            }
            text = inner.textValue();
        }
        return new Notice.Unknown("wrapped too often");
    }

    private static Notice ofMessage(JsonNode message) {
        if (message.path("Event").asText().equals("s3:TestEvent")) {
            return new Notice.Test();
        }
        if (message.path("Records").isArray()) {
            return ofS3(message.get("Records"));
        }
        if (message.has("s3ObjectKey")) {
            return ofCloudTrail(message);
        }
        if (message.path("source").asText().equals("aws.s3")) {
            return ofEventBridge(message);
        }
        return new Notice.Unknown("no notice of S3, CloudTrail or EventBridge");
    }

    private static Notice ofS3(JsonNode records) {
        List<Notice.Item> items = new ArrayList<>();
        boolean other = false;
        for (JsonNode event : records) {
            String name = event.path("eventName").asText();
            JsonNode object = event.path("s3").path("object");
            String bucket = event.path("s3").path("bucket").path("name").asText();
            String key = object.path("key").asText();
            if (!isBucket(bucket) || key.isEmpty() || name.isEmpty()) {
                return new Notice.Unknown("an S3 event without name, bucket or key");
            }
            if (!name.startsWith("ObjectCreated:") && !name.startsWith("s3:ObjectCreated:")) {
                other = true;
                continue;
            }
            String decoded = decode(key);
            items.add(new Notice.Item(
                    bucket,
                    decoded == null ? key : decoded,
                    decoded == null || decoded.equals(key) ? null : key,
                    ListedObject.unquoted(object.path("eTag").asText()),
                    object.path("size").asLong(-1)));
        }
        if (items.isEmpty()) {
            return other ? new Notice.OtherEvent() : new Notice.Unknown("an S3 notification without events");
        }
        return new Notice.Objects(items);
    }

    /** What was a bucket's name at any time (S3 user guide, general purpose bucket naming rules). */
    private static boolean isBucket(String name) {
        return BUCKET.matcher(name).matches();
    }

    private static @Nullable String decode(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Notice ofCloudTrail(JsonNode message) {
        String bucket = message.path("s3Bucket").asText();
        JsonNode keys = message.get("s3ObjectKey");
        List<Notice.Item> items = new ArrayList<>();
        if (keys.isTextual()) {
            items.add(new Notice.Item(bucket, keys.textValue(), null, "", -1));
        }
        for (JsonNode key : keys) {
            items.add(new Notice.Item(bucket, key.asText(), null, "", -1));
        }
        if (!isBucket(bucket)
                || items.isEmpty()
                || items.stream().anyMatch(i -> i.key().isEmpty())) {
            return new Notice.Unknown("a CloudTrail notification without bucket or keys");
        }
        return new Notice.Objects(items);
    }

    private static Notice ofEventBridge(JsonNode message) {
        if (!message.path("detail-type").asText().equals("Object Created")) {
            return new Notice.OtherEvent();
        }
        JsonNode detail = message.path("detail");
        String bucket = detail.path("bucket").path("name").asText();
        JsonNode object = detail.path("object");
        String key = object.path("key").asText();
        if (!isBucket(bucket) || key.isEmpty()) {
            return new Notice.Unknown("an EventBridge event without bucket or key");
        }
        String etag = ListedObject.unquoted(object.path("etag").asText());
        return new Notice.Objects(List.of(
                new Notice.Item(bucket, key, null, etag, object.path("size").asLong(-1))));
    }
}
