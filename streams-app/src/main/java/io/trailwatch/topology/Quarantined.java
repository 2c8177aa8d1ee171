package io.trailwatch.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * What could not be read, as it lies on the quarantine topic: a JSON object with where it came from, why, and its bytes, as
 * {@code text} where they are UTF-8, else as {@code base64}; at most {@value #MOST_BYTES} of them.
 *
 * @param index its place in the message
 * @param length of the whole, in bytes
 * @param bytes the whole or its beginning
 */
public record Quarantined(
        String topic, int partition, long offset, int index, String reason, long length, byte[] bytes) {
    static final int MOST_BYTES = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    static Quarantined of(
            String topic, int partition, long offset, int index, String reason, byte[] array, int from, int length) {
        return new Quarantined(
                topic,
                partition,
                offset,
                index,
                reason,
                length,
                Arrays.copyOfRange(array, from, from + Math.min(length, MOST_BYTES)));
    }

    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("topic", topic);
            json.writeNumberField("partition", partition);
            json.writeNumberField("offset", offset);
            json.writeNumberField("index", index);
            json.writeStringField("reason", reason);
            json.writeNumberField("length", length);
            try {
                json.writeStringField(
                        "text",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString());
            } catch (CharacterCodingException e) {
                json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /** Reads what {@link #encode} wrote; unknown fields are passed over. */
    public static Quarantined decode(byte[] value) throws IOException {
        String topic = "";
        int partition = -1;
        long offset = -1;
        int index = 0;
        String reason = "";
        long length = 0;
        byte[] bytes = {};
        try (JsonParser json = JSON.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a quarantined record is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "topic" -> topic = json.getText();
                    case "partition" -> partition = json.getIntValue();
                    case "offset" -> offset = json.getLongValue();
                    case "index" -> index = json.getIntValue();
                    case "reason" -> reason = json.getText();
                    case "length" -> length = json.getLongValue();
                    case "text" -> bytes = json.getText().getBytes(StandardCharsets.UTF_8);
                    case "base64" -> bytes = json.getBinaryValue();
                    default -> json.skipChildren();
                }
            }
        }
        return new Quarantined(topic, partition, offset, index, reason, length, bytes);
    }
}
