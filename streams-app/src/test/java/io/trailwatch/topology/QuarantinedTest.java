package io.trailwatch.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuarantinedTest {
    private static Quarantined of(byte[] bytes, int from, int length) {
        return Quarantined.of("cloudtrail.records", 3, 1234567890123L, 7, "not JSON", bytes, from, length);
    }

    @Test
    void textIsKeptAsText() throws IOException {
        byte[] bytes = "xx{\"a\": \"\u0000éü\"}\nyy".getBytes(UTF_8);
        byte[] encoded = of(bytes, 2, bytes.length - 4).encode();
        assertThat(new String(encoded, UTF_8))
                .isEqualTo("{\"topic\":\"cloudtrail.records\",\"partition\":3,\"offset\":1234567890123,\"index\":7,"
                        + "\"reason\":\"not JSON\",\"length\":" + (bytes.length - 4)
                        + ",\"text\":\"{\\\"a\\\": \\\"\\u0000éü\\\"}\\n\"}");
        Quarantined back = Quarantined.decode(encoded);
        assertThat(back.bytes()).isEqualTo("{\"a\": \"\u0000éü\"}\n".getBytes(UTF_8));
        assertThat(back.offset()).isEqualTo(1234567890123L);
    }

    @Test
    void otherBytesAreKeptAsBase64() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            Quarantined back = Quarantined.decode(of(bytes, 0, bytes.length).encode());
            assertThat(back.bytes()).isEqualTo(bytes);
            assertThat(back.length()).isEqualTo(bytes.length);
            assertThat(back.reason()).isEqualTo("not JSON");
        }
    }

    @Test
    void ofWhatIsLongTheBeginningIsKept() throws IOException {
        byte[] bytes = new byte[3 * Quarantined.MOST_BYTES];
        new Random(2).nextBytes(bytes);
        Quarantined back = Quarantined.decode(of(bytes, 0, bytes.length).encode());
        assertThat(back.length()).isEqualTo(bytes.length);
        assertThat(back.bytes()).hasSize(Quarantined.MOST_BYTES).startsWith(bytes[0], bytes[1], bytes[2]);
    }

    @Test
    void whatIsNoneOfItsOwnIsRefused() {
        assertThatThrownBy(() -> Quarantined.decode("[]".getBytes(UTF_8))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Quarantined.decode("{\"offset\":".getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
