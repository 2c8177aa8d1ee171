package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.OffsetCheck;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Reads CloudTrail logs from a folder, a bucket, or a bucket by the notices in a queue, into Kafka: each record once, where the
 * worker has exactly-once support, otherwise at least once.
 */
public final class CloudTrailSourceConnector extends SourceConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public String version() {
        return Version.TEXT;
    }

    @Override
    public void start(Map<String, String> settings) {
        try {
            new SourceConfig(settings);
        } catch (ConfigException e) {
            throw new ConnectException(e.getMessage(), e);
        }
        properties = Map.copyOf(settings);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return CloudTrailSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        boolean one = new SourceConfig(properties).source() == SourceType.SQS;
        return TaskSettings.of(properties, one ? 1 : maxTasks);
    }

    @Override
    public void stop() {
        // Nothing runs here.
    }

    @Override
    public ConfigDef config() {
        return ConnectorSettings.definition();
    }

    /** Checks the settings, then tries the source with them and says what is wrong. */
    @Override
    public Config validate(Map<String, String> settings) {
        Config config = super.validate(settings);
        boolean right = config.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
        if (right) {
            for (SourceCheck.Problem problem : SourceCheck.problems(settings)) {
                config.configValues().stream()
                        .filter(value -> value.name().equals(problem.setting()))
                        .findFirst()
                        .ifPresentOrElse(
                                value -> value.addErrorMessage(problem.text()),
                                () -> config.configValues().add(other(problem)));
            }
        }
        return config;
    }

    private static ConfigValue other(SourceCheck.Problem problem) {
        ConfigValue value = new ConfigValue(problem.setting());
        value.addErrorMessage(problem.text());
        return value;
    }

    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    /** A transaction ends with an object, or after 10,000 messages of it. */
    @Override
    public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> settings) {
        return ConnectorTransactionBoundaries.SUPPORTED;
    }

    /** Takes what this connector has written itself, and tombstones. */
    @Override
    public boolean alterOffsets(Map<String, String> settings, Map<Map<String, ?>, Map<String, ?>> offsets) {
        try {
            offsets.forEach(OffsetCheck::check);
        } catch (IllegalArgumentException e) {
            throw new ConnectException("a source offset can't be set: " + e.getMessage(), e);
        }
        return true;
    }
}
