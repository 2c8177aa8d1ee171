package io.trailwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("client.properties"), text);
    }

    @Test
    void whatTheFileSaysGoesWithTheAddress() throws IOException {
        Path file = file(
                "# TLS\nsecurity.protocol=SASL_SSL \nsasl.mechanism = SCRAM-SHA-512\nconsumer.fetch.max.bytes=1\n");

        assertThat(KafkaFile.client("a:1,b:2", file))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "a:1,b:2",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "consumer.fetch.max.bytes", "1"));
    }

    @Test
    void noFileIsTheAddressAlone() {
        assertThat(KafkaFile.client("a:1", null)).containsExactly(Map.entry("bootstrap.servers", "a:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bootstrap.servers", "acks", "producer.acks", "main.consumer.isolation.level", "group.id"})
    void whatCountsDependOnIsRefused(String key) throws IOException {
        Path file = file(key + "=x");

        assertThatThrownBy(() -> KafkaFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--kafka-config: " + file + " sets '" + key
                        + "', which Trailwatch sets itself: take that line out");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> KafkaFile.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--kafka-config: " + missing + " is not there: check the path");
    }

    @Test
    void aFileThatIsNoTextIsRefusedInOneLine() throws IOException {
        Path file = Files.write(folder.resolve("b"), new byte[] {'a', '=', (byte) 0xff});

        assertThatThrownBy(() -> KafkaFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no properties file in UTF-8");
    }
}
