package io.trailwatch.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.ingest.record.JacksonOracle;
import io.trailwatch.ingest.record.RandomTrail;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and damaged trails, against Jackson's trees. The seeds are fixed: a failure names one and comes again. */
class TrailReaderFuzzTest {
    private static final int RUNS = 3000;
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

    @Test
    void damagedGzipIsToldOrChangesNothing() {
        try (TrailReader reader = new TrailReader()) {
            for (int seed = 0; seed < RUNS; seed++) {
                Random random = new Random(seed);
                byte[] plain = new RandomTrail(seed).lines().getBytes(StandardCharsets.UTF_8);
                byte[] bytes = ReadResult.gzip(plain);
                if (random.nextInt(3) == 0) {
                    bytes = Arrays.copyOf(bytes, 2 + random.nextInt(bytes.length - 2));
                } else {
                    bytes[2 + random.nextInt(bytes.length - 2)] ^= (byte) (1 << random.nextInt(8));
                }
                byte[] damaged = bytes;
                ReadResult result = ReadResult.of(reader, () -> new ByteArrayInputStream(damaged));
                if (result.outcome().damage() == null) {
                    ReadResult whole = ReadResult.of(plain);
                    assertThat(result.records()).as("seed %s", seed).isEqualTo(whole.records());
                    assertThat(result.outcome().jsonBytes()).as("seed %s", seed).isEqualTo(plain.length);
                }
            }
        }
    }

    @Test
    void noBytesMakeItThrow() {
        try (TrailReader reader = new TrailReader(ReaderLimits.DEFAULT, SMALL_WINDOW)) {
            for (int seed = 0; seed < RUNS; seed++) {
                Random random = new Random(seed);
                byte[] bytes = new byte[random.nextInt(200)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) "{}[]\",:\\u0 \n1eab".charAt(random.nextInt(16));
                }
                ReadResult result = ReadResult.of(reader, () -> new ByteArrayInputStream(bytes));
                assertThat(result.outcome().jsonBytes()).isEqualTo(bytes.length);
                boolean blank = new String(bytes, StandardCharsets.UTF_8).isBlank();
                boolean told = !result.reasons().isEmpty()
                        || !result.records().isEmpty()
                        || result.outcome().damage() != null;
                boolean empty = new JacksonOracle().read(new String(bytes, StandardCharsets.UTF_8)).broken == 0;
                assertThat(told || blank || empty).as("seed %s", seed).isTrue();
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
