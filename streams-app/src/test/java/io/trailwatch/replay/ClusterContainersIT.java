package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trailwatch.cli.TrailwatchRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** A replay through Apache Kafka's own container image; reported as skipped where there is no Docker. */
class ClusterContainersIT {
    @TempDir
    Path folder;

    @Test
    void goldenTrailThroughAKafkaContainer() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker on this machine");
        try (KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1")) {
            kafka.start();
            TrailwatchRun run = Golden.replay(
                    "sts", "-o", folder.resolve("s").toString(), "--bootstrap-servers", kafka.getBootstrapServers());
            assertThat(folder.resolve("s.csv")).as(run.err()).isRegularFile();
            Golden.assertSame("sts", "csv", Files.readAllBytes(folder.resolve("s.csv")));
        }
    }
}
