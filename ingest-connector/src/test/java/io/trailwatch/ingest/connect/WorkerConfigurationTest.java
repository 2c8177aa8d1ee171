package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.converters.ByteArrayConverter;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.junit.jupiter.api.Test;

/** The files for Connect workers that are shipped are taken as they are. */
class WorkerConfigurationTest {
    private static Map<String, String> load(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of("../config", file), StandardCharsets.UTF_8)) {
            properties.load(text);
        }
        return Utils.propsToStringMap(properties);
    }

    private static void passesBytesOn(WorkerConfig config) {
        assertThat(config.getClass(WorkerConfig.KEY_CONVERTER_CLASS_CONFIG)).isEqualTo(ByteArrayConverter.class);
        assertThat(config.getClass(WorkerConfig.VALUE_CONVERTER_CLASS_CONFIG)).isEqualTo(ByteArrayConverter.class);
        assertThat(config.originals().keySet())
                .as("settings that a worker does not know")
                .allMatch(name -> config.values().containsKey(name)
                        || name.startsWith("config.providers.env.")
                        || name.startsWith("producer."));
    }

    @Test
    void distributedWorkersCommitRecordsAndPlaceTogether() throws IOException {
        DistributedConfig config = new DistributedConfig(load("connect-distributed.properties"));
        passesBytesOn(config);
        assertThat(config.exactlyOnceSourceEnabled()).isTrue();
        assertThat(config.getString(DistributedConfig.GROUP_ID_CONFIG)).isEqualTo("trailwatch-connect");
        assertThat(config.getShort(DistributedConfig.OFFSET_STORAGE_REPLICATION_FACTOR_CONFIG))
                .isEqualTo((short) 3);
    }

    @Test
    void aStandaloneWorkerIsReachedFromThisMachineAlone() throws IOException {
        StandaloneConfig config = new StandaloneConfig(load("connect-standalone.properties"));
        passesBytesOn(config);
        assertThat(config.originalsStrings()).containsEntry("listeners", "http://127.0.0.1:8083");
        assertThat(config.getString(StandaloneConfig.OFFSET_STORAGE_FILE_FILENAME_CONFIG))
                .isEqualTo("connect.offsets");
    }
}
