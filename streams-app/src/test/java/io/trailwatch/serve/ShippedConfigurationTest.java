package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.config.KafkaFile;
import io.trailwatch.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The files in {@code config/} that a user edits are taken as they are. */
class ShippedConfigurationTest {
    private static final Path FOLDER = Path.of("../config");

    private static ServeOptions load(String file) {
        ServeOptions options = new ServeOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        Settings settings =
                Settings.of(Map.of("TRAILWATCH_CONFIG", FOLDER.resolve(file).toString()));
        settings.checkKeys(line.getCommandSpec());
        line.setDefaultValueProvider(settings).parseArgs();
        options.check();
        return options;
    }

    @Test
    void theLaptopFollowsAFolderWithItsOwnBroker() {
        ServeOptions laptop = load("laptop.yaml");
        assertThat(laptop.directory).isEqualTo(Path.of("sample/trail"));
        assertThat(laptop.bootstrapServers).isNull();
        assertThat(laptop.newestFirst).isTrue();
        assertThat(laptop.listen().loopback()).isTrue();
        assertThat(laptop.storeHeapBytes()).isEqualTo(128L << 20);
    }

    @Test
    void theSingleNodeFollowsAQueueAndIsAskedWithTokensOverTls() {
        ServeOptions node = load("single-node.yaml");
        assertThat(node.sqs).containsExactly("https://sqs.eu-central-1.amazonaws.com/111122223333/cloudtrail");
        assertThat(node.tokensFile).isEqualTo(Path.of("/etc/trailwatch/tokens"));
        assertThat(node.tlsCert).isEqualTo(Path.of("/etc/trailwatch/tls.crt"));
        assertThat(node.retention()).isEqualTo(Duration.ofDays(730));
        assertThat(node.dedup()).contains(Duration.ofHours(6));
        assertThat(node.export).isEqualTo(Path.of("/var/lib/trailwatch/export"));
    }

    @Test
    void anInstanceOfAClusterHasCopiesAndPeers() {
        ServeOptions instance = load("cluster.yaml");
        assertThat(instance.bootstrapServers).isEqualTo("broker-1:9092,broker-2:9092,broker-3:9092");
        assertThat(instance.standby).isEqualTo(1);
        assertThat(instance.partitions).isEqualTo(12);
        assertThat(instance.peerTokenFile).isEqualTo(Path.of("/etc/trailwatch/peer-token"));
        assertThat(instance.kafkaConfig).isEqualTo(Path.of("config/kafka-sasl-tls.properties"));
    }

    @Test
    void kafkaClientsTakeTheSettingsForTlsAndSasl() {
        Map<String, String> client = KafkaFile.client("broker:9093", FOLDER.resolve("kafka-sasl-tls.properties"));
        ConsumerConfig config = new ConsumerConfig(Map.copyOf(withDeserializers(client)));
        assertThat(config.getString("security.protocol")).isEqualTo("SASL_SSL");
        assertThat(config.getString(SaslConfigs.SASL_MECHANISM)).isEqualTo("SCRAM-SHA-512");
        assertThat(config.getPassword(SaslConfigs.SASL_JAAS_CONFIG).value()).contains("ScramLoginModule required");
        assertThat(config.getString("ssl.truststore.type")).isEqualTo("PEM");
        assertThat(config.values().keySet()).containsAll(client.keySet());
    }

    private static Map<String, Object> withDeserializers(Map<String, String> client) {
        Map<String, Object> settings = new java.util.HashMap<>(client);
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        return settings;
    }

    @Test
    void everyFileIsTaken() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> yaml = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .toList();
            assertThat(yaml).contains("cluster.yaml", "laptop.yaml", "single-node.yaml");
            assertThat(yaml).allSatisfy(name -> {
                if (!name.equals("trailwatch.yaml")) {
                    load(name);
                }
            });
        }
    }
}
