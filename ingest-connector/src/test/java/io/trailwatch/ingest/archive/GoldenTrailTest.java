package io.trailwatch.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.ingest.record.JacksonOracle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The golden trail, file by file, against Jackson. */
class GoldenTrailTest {
    private static final Path TRAIL = Path.of("..", "streams-app", "src", "test", "resources", "golden", "trail");

    @Test
    void everyFileReadsAsJacksonReadsIt() throws IOException {
        List<Path> files;
        try (var walk = Files.walk(TRAIL)) {
            files = walk.filter(file -> file.toString().matches(".*\\.(json|jsonl)(\\.gz)?"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(9);
        int records = 0;
        for (Path file : files) {
            ReadResult result = ReadResult.of(ReaderLimits.DEFAULT, () -> Files.newInputStream(file));
            JacksonOracle oracle = new JacksonOracle();
            String text = text(file);
            if (file.toString().contains(".jsonl")) {
                for (String line : text.split("\n")) {
                    oracle.read(line);
                }
            } else {
                oracle.read(text);
            }
            List<JsonNode> trees =
                    result.records().stream().map(JacksonOracle::tree).toList();
            assertThat(trees).as(file.toString()).isEqualTo(oracle.records);
            assertThat(result.records()).as(file.toString()).allMatch(text::contains);
            assertThat(result.arns())
                    .isEqualTo(oracle.records.stream().map(JacksonOracle::arn).toList());
            assertThat(result.reasons()).as(file.toString()).hasSize(oracle.broken + oracle.others);
            assertThat(result.outcome().damage()).as(file.toString()).isNull();
            records += trees.size();
        }
        assertThat(records).isGreaterThan(300);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = (file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }
}
