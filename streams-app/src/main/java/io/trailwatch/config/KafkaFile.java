package io.trailwatch.config;

import io.trailwatch.text.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The user's settings for Kafka clients ({@code --kafka-config}): a properties file with TLS, SASL and the like. */
public final class KafkaFile {
    private static final int MAX_BYTES = 1 << 20;

    /** On these the exactness of counts depends, or an option of ours sets them. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "application.id",
            "application.server",
            "group.id",
            "group.protocol",
            "transactional.id",
            "isolation.level",
            "enable.auto.commit",
            "enable.idempotence",
            "acks",
            "auto.offset.reset",
            "processing.guarantee",
            "state.dir",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer");

    private KafkaFile() {}

    /**
     * How Kafka is reached: the address, and what the file says.
     *
     * @param file null for none
     * @throws ConfigException when the file can't be read, or sets what only Trailwatch may
     */
    public static Map<String, String> client(String bootstrapServers, @Nullable Path file) {
        Map<String, String> client = new TreeMap<>();
        if (file != null) {
            client.putAll(read(file));
        }
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    /**
     * What the file says.
     *
     * @throws ConfigException when it can't be read, or sets what only Trailwatch may
     */
    public static Map<String, String> read(Path file) {
        String name = "--kafka-config: " + Printable.of(file.toString());
        Properties properties = new Properties();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(name + " is larger than 1 MiB: give a properties file");
            }
            properties.load(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new ConfigException(name + " is not there: check the path");
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new ConfigException(name + " is no properties file in UTF-8: write 'key=value' lines");
        } catch (IOException e) {
            throw new ConfigException(name + " cannot be read: check the path and its permissions");
        }
        Map<String, String> settings = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            String bare = key.replaceFirst("^(main\\.consumer|restore\\.consumer|consumer|producer|admin)\\.", "");
            if (OURS.contains(bare)) {
                throw new ConfigException(
                        name + " sets '" + key + "', which Trailwatch sets itself: take that line out");
            }
            settings.put(key, properties.getProperty(key).strip());
        }
        return settings;
    }
}
