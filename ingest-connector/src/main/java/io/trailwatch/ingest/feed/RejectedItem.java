package io.trailwatch.ingest.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Something in a file that is no record, as it goes to the quarantine topic: a JSON object with {@code file},
 * {@code position} (bytes of JSON before it; -1 for the file as a whole), {@code reason}, {@code length}, and its beginning
 * as {@code text} where that is UTF-8, else as {@code base64}.
 *
 * @param bytes at most {@value #MOST_BYTES}
 */
public record RejectedItem(String file, long position, String reason, long length, byte[] bytes) {
    private static final int MOST_BYTES = 64 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    public static RejectedItem of(String file, long position, String reason, byte[] array, int offset, int length) {
        byte[] beginning = Arrays.copyOfRange(array, offset, offset + Math.min(length, MOST_BYTES));
        return new RejectedItem(file, position, reason, length, beginning);
    }

    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("file", file);
            json.writeNumberField("position", position);
            json.writeStringField("reason", reason);
            json.writeNumberField("length", length);
            writeBytes(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private void writeBytes(JsonGenerator json) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
            return;
        }
        json.writeStringField("text", text);
    }
}
