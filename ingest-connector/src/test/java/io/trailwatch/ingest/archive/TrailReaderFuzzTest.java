package io.trailwatch.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.ingest.record.JacksonOracle;
import io.trailwatch.ingest.record.RandomTrail;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random and damaged trails, against Jackson's trees. The seeds are fixed: a failure names one and comes again. */
class TrailReaderFuzzTest {
    private static final int RUNS = 4000;
    private static final int SMALL_WINDOW = 16;

    @Test
    void readsWhatJacksonReadsOfADocument() {
        for (int seed = 0; seed < RUNS; seed++) {
            byte[] bytes = new RandomTrail(seed).document().getBytes(StandardCharsets.UTF_8);
            JacksonOracle oracle = new JacksonOracle().read(new String(bytes, StandardCharsets.UTF_8));
            assertThat(oracle.broken).as("seed %s", seed).isZero();
            ReadResult result = check(seed, bytes, oracle);
            assertThat(result.reasons()).as("seed %s", seed).hasSize(oracle.others);
            assertThat(result.outcome().damage()).as("seed %s", seed).isNull();
        }
    }

    @Test
    void readsWhatJacksonReadsBeforeADocumentBreaks() {
        for (int seed = 0; seed < RUNS; seed++) {
            RandomTrail random = new RandomTrail(seed);
            byte[] bytes = random.damage(random.document().replace('\n', ' '));
            check(seed, bytes, new JacksonOracle().read(JacksonOracle.validText(bytes)));
        }
    }

    @Test
    void readsEveryLineThatJacksonReads() {
        for (int seed = 0; seed < RUNS; seed++) {
            RandomTrail random = new RandomTrail(seed);
            byte[] bytes = random.damage(random.lines());
            JacksonOracle oracle = new JacksonOracle();
            for (String line : JacksonOracle.validText(bytes).split("\n")) {
                oracle.read(line);
            }
            check(seed, bytes, oracle);
        }
    }

    @Test
    void bytesOneByOneAndASmallWindowChangeNothing() {
        try (TrailReader reader = new TrailReader(ReaderLimits.DEFAULT, SMALL_WINDOW)) {
            for (int seed = 0; seed < RUNS; seed++) {
                RandomTrail random = new RandomTrail(seed);
                String text = random.lines() + random.document() + "\n" + random.lines();
                byte[] plain = seed % 2 == 0 ? text.getBytes(StandardCharsets.UTF_8) : random.damage(text);
                byte[] bytes = seed % 4 < 2 ? plain : ReadResult.gzip(plain);
                ReadResult whole = ReadResult.of(bytes);
                ReadResult split = ReadResult.of(reader, () -> new OneByOne(bytes));
                assertThat(split.records()).as("seed %s", seed).isEqualTo(whole.records());
                assertThat(split.arns()).as("seed %s", seed).isEqualTo(whole.arns());
                assertThat(split.reasons()).as("seed %s", seed).isEqualTo(whole.reasons());
                assertThat(split.outcome().damage())
                        .as("seed %s", seed)
                        .isEqualTo(whole.outcome().damage());
                assertThat(split.outcome().detail())
                        .as("seed %s", seed)
                        .isEqualTo(whole.outcome().detail());
                if (whole.outcome().damage() == null) {
                    assertThat(split.outcome()).as("seed %s", seed).isEqualTo(whole.outcome());
                }
            }
        }
    }

    private static ReadResult check(int seed, byte[] bytes, JacksonOracle oracle) {
        ReadResult result = ReadResult.of(bytes);
        List<JsonNode> trees =
                result.records().stream().map(JacksonOracle::tree).toList();
        String context = "seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8);
        assertThat(trees).as(context).isEqualTo(oracle.records);
        assertThat(result.arns())
                .as(context)
                .isEqualTo(oracle.records.stream().map(JacksonOracle::arn).toList());
        boolean leftOut = !result.reasons().isEmpty() || result.outcome().damage() != null;
        assertThat(leftOut)
                .as(context)
                .isEqualTo(oracle.others + oracle.broken > 0 || result.outcome().damage() == Damage.NOT_UTF8);
        return result;
    }

    private static final class OneByOne extends InputStream {
        private final ByteArrayInputStream bytes;

        OneByOne(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(length, 1));
        }
    }
}
