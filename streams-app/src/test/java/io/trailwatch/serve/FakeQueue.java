package io.trailwatch.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** As much of SQS's JSON protocol as a queue of notices takes. What was received stays away until it is deleted. */
final class FakeQueue {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private int receipts;

    void send(String body) {
        waiting.add(body);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && received.isEmpty();
    }

    byte[] answer(String target, byte[] request) throws IOException {
        Object answer = switch (target) {
            case "AmazonSQS.ReceiveMessage" -> receive();
            case "AmazonSQS.DeleteMessageBatch" -> delete(JSON.readTree(request).path("Entries"));
            case "AmazonSQS.GetQueueAttributes" -> Map.of("Attributes", Map.of("VisibilityTimeout", "30"));
            default -> Map.of("Successful", List.of(), "Failed", List.of());
        };
        return JSON.writeValueAsBytes(answer);
    }

    private synchronized Object receive() {
        String body;
        try {
            body = waiting.poll(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            body = null;
        }
        if (body == null) {
            return Map.of();
        }
        String receipt = "r" + receipts++;
        received.put(receipt, body);
        return Map.of(
                "Messages",
                List.of(Map.of(
                        "MessageId",
                        receipt,
                        "ReceiptHandle",
                        receipt,
                        "Body",
                        body,
                        "MD5OfBody",
                        md5(body),
                        "Attributes",
                        Map.of("ApproximateReceiveCount", "1"))));
    }

    private Object delete(JsonNode entries) {
        for (JsonNode entry : entries) {
            received.remove(entry.path("ReceiptHandle").asText());
        }
        return Map.of("Successful", List.of(), "Failed", List.of());
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
