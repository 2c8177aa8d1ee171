package io.trailwatch.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.record.RecordSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailReaderTest {
    private static final String A = "{\"eventName\":\"A\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:a\"}}";
    private static final String B = "{\"eventName\":\"B\",\"userIdentity\":{\"arn\":\"arn:b\"},"
            + "\"requestParameters\":{\"arn\":\"x\",\"userIdentity\":{\"arn\":\"decoy\"},\"Records\":[{\"eventName\":\"D\"}],\"s\":\"}]{[\\\\\\\"\"}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":[A,B]}",
                " {\r\n \"Records\" : [ A ,\r\n B ] } \r\n",
                "{\"meta\":{\"Records\":[{\"eventName\":\"no\"}],\"x\":\"Records\"},\"Records\":[A,B],\"more\":[1,2,{}],\"z\":null}",
                "{\"Records\":[A],\"Records\":[B]}",
                "{\"\\u0052ecords\":[A,B]}",
                "{\"Records\":[]}{\"Records\":[A]}\n{\"Records\":[B]}",
                "[A,B]",
                "[ A,\n B ]",
                "A\nB\n",
                "A\r\nB",
                "A B",
                "AB",
                "\uFEFFA\nB",
                "\uFEFF{\"Records\":[A,B]}",
                "[A]\n\n{\"Records\":[B]}\n",
                "{\"version\":\"0\",\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":A}\n{\"detail\":B,\"source\":\"aws.ec2\"}",
                "[{\"detail\":A},B]",
            })
    void readsEveryShape(String shape) {
        String json =
                shape.replaceAll("\\bA\\b(?! API)|(?<=^|\\uFEFF)A(?=B)", "<1>").replaceAll("\\bB\\b|(?<=<1>)B", "<2>");
        ReadResult result = ReadResult.of(json.replace("<1>", A).replace("<2>", B));

        assertThat(result.records()).containsExactly(A, B);
        assertThat(result.arns()).containsExactly("arn:a", "arn:b");
        assertThat(result.reasons()).isEmpty();
        assertThat(result.outcome().damage()).isNull();
        assertThat(result.outcome().records()).isEqualTo(2);
    }

    @Test
    void readsLookupEventsOutput() {
        String json =
                "{\n \"Events\": [\n  {\"EventId\":\"1\",\"EventName\":\"A\",\"Resources\":[],\"CloudTrailEvent\":\""
                        + A.replace("\"", "\\\"")
                        + "\"},\n  {\"CloudTrailEvent\":\""
                        + B.replace("\\", "\\\\").replace("\"", "\\\"").replace("e", "\\u0065")
                        + "\"},{\"CloudTrailEvent\":\"nonsense\"},{\"CloudTrailEvent\":\"{}\"},{\"CloudTrailEvent\":7}], \"NextToken\":\"x\"}";
        ReadResult result = ReadResult.of(json);

        assertThat(result.records()).containsExactly(A, B);
        assertThat(result.arns()).containsExactly("arn:a", "arn:b");
        assertThat(result.reasons()).containsExactly(Reject.BAD_LINE, Reject.NOT_AN_EVENT, Reject.NOT_AN_EVENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`userIdentity`:{`arn`:`a`,`arn`:`b`}} | b",
                "{`userIdentity`:{`arn`:`a`},`userIdentity`:{`type`:`x`}} | ",
                "{`userIdentity`:{`arn`:`a`},`userIdentity`:null} | ",
                "{`userIdentity`:{`arn`:`a`},`userIdentity`:{`arn`:`c`}} | c",
                "{`userIdentity`:{`arn`:null}} | ",
                "{`userIdentity`:{`arn`:7}} | ",
                "{`userIdentity`:{`arn`:{`arn`:`x`}}} | ",
                "{`userIdentity`:{`arn`:``}} | ",
                "{`userIdentity`:{`x`:{`arn`:`no`},`arn`:`yes`}} | yes",
                "{`userIdentity`:[{`arn`:`no`}]} | ",
                "{`user\\u0049dentity`:{`\\u0061rn`:`\\u0062`}} | b",
                "{`userIdentity`:{`arn`:`q\\`\\\\\\/\\u00e9\\ud83d\\ude00`}} | q\"\\/é😀",
                "{`userIdentity`:{`arn`:`\\ud83d`}} | \uFFFD",
                "{`userIdentity`:{`arn`:`é日本`}} | é日本",
                "{`eventName`:`x`,`arn`:`no`} | ",
            })
    void findsTheArnOfTheRecordItself(String json, String arn) {
        String record = json.replace('`', '"');
        ReadResult result = ReadResult.of(record);

        assertThat(result.records()).containsExactly(record);
        assertThat(result.arns()).containsExactly(arn == null ? "" : arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"eventName\":",
                "{\"eventName\":\"x\"",
                "{\"a\":[}",
                "{\"a\":01}",
                "{'a':1}",
                "]",
                "{\"a\":1,}",
                "{\"a\":\"\\x\"}",
                "{\"a\":tru}",
                "{\"eventName\":\"tab\there\"}"
            })
    void skipsABadLineAndKeepsTheLinesAroundIt(String bad) {
        ReadResult result = ReadResult.of(A + "\n" + bad + "\n" + B + "\n" + A);

        assertThat(result.records()).containsExactly(A, B, A);
        assertThat(result.reasons()).containsExactly(Reject.BAD_LINE);
        assertThat(result.rejected()).containsExactly((A.length() + 1) + ":" + bad);
        assertThat(result.outcome().damage()).isNull();
    }

    @Test
    void keepsTheRecordsBeforeABrokenOneInAWrapper() {
        ReadResult line = ReadResult.of("{\"Records\":[" + A + ",{\"eventName\":oops}," + B + "]}\n" + B);
        assertThat(line.records()).containsExactly(A, B);
        assertThat(line.reasons()).containsExactly(Reject.BAD_LINE);
        assertThat(line.outcome().damage()).isNull();

        ReadResult file = ReadResult.of("{\"Records\":[" + A + ",{\"eventName\":oops}," + B + "]}");
        assertThat(file.records()).containsExactly(A);
        assertThat(file.reasons()).containsExactly(Reject.BAD_LINE);
        assertThat(file.outcome().damage()).isEqualTo(Damage.NOT_JSON);
        assertThat(file.outcome().detail()).isEqualTo("broken at byte " + (12 + A.length() + 1));

        ReadResult lines = ReadResult.of("{\"Records\":[\n" + A + ",\n{\"eventName\":oops},\n" + B + "\n]}\n" + A);
        assertThat(lines.records()).containsExactly(A, B, A);
        assertThat(lines.reasons()).containsExactly(Reject.BAD_LINE);
        assertThat(lines.outcome().damage()).isEqualTo(Damage.NOT_JSON);
        assertThat(lines.outcome().detail()).isEqualTo("broken at byte " + (13 + A.length() + 2));
    }

    @Test
    void nestedDecoysOfABrokenPrettyDocumentAreNoRecords() {
        String pretty = "{\n  \"eventName\": oops,\n  \"requestParameters\": {\n    \"list\": [\n"
                + "      {\"eventName\":\"Decoy\",\"userIdentity\":{\"arn\":\"decoy\"}}\n    ]\n  }\n}\n";
        ReadResult result = ReadResult.of(pretty + A);

        assertThat(result.records()).containsExactly(A);
        assertThat(result.outcome().damage()).isEqualTo(Damage.NOT_JSON);
    }

    @Test
    void aLineCutOffInAnArrayDoesNotTakeTheNextWithIt() {
        ReadResult result = ReadResult.of("[" + A + ",\n" + B + "\n" + A + "\n");

        assertThat(result.records()).containsExactly(A, B, A);
        assertThat(result.outcome().damage()).isEqualTo(Damage.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "7",
                "null",
                "\"x\"",
                "{\"awsAccountId\":\"1\",\"logFiles\":[{\"eventName\":\"x\"}]}",
                "{\"Records\":null}",
                "[7]",
                "[[" + "]]",
                "{\"Records\":[{}]}",
                "{\"detail\":{\"a\":1}}"
            })
    void whatIsNoEventIsRejected(String json) {
        ReadResult result = ReadResult.of(json + "\n" + A);

        assertThat(result.records()).containsExactly(A);
        assertThat(result.reasons()).containsExactly(Reject.NOT_AN_EVENT);
        assertThat(result.outcome().damage()).isNull();
        assertThat(result.outcome().rejected()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t ", "\uFEFF", "{\"Records\":[]}", "[]"})
    void nothingIsNoDamage(String json) {
        ReadResult result = ReadResult.of(json);

        assertThat(result.records()).isEmpty();
        assertThat(result.reasons()).isEmpty();
        assertThat(result.outcome().damage()).isNull();
    }

    @Test
    void textIsNotJsonAndReadingItEndsSoon() {
        assertThat(ReadResult.of("hello\nworld\n").outcome().damage()).isEqualTo(Damage.NOT_JSON);
        ReadResult result = ReadResult.of("hello\n".repeat(100_000));
        assertThat(result.outcome().damage()).isEqualTo(Damage.NOT_JSON);
        assertThat(result.reasons()).hasSize(1000);
    }

    @Test
    void readsDeepNestingAndRejectsDeeper() {
        String deep = "{\"eventName\":\"x\",\"p\":" + "[{\"a\":".repeat(100) + "1" + "}]".repeat(100)
                + ",\"userIdentity\":{\"arn\":\"d\"}}";
        String deeper = "{\"eventName\":\"x\",\"p\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        ReadResult result =
                ReadResult.of("{\"Records\":[" + deep + "," + deeper + "," + A + "]}\n" + deeper + "\n" + B);

        assertThat(result.records()).containsExactly(deep, A, B);
        assertThat(result.arns()).containsExactly("d", "arn:a", "arn:b");
        assertThat(result.reasons()).containsExactly(Reject.TOO_DEEP, Reject.TOO_DEEP);
        assertThat(result.outcome().damage()).isNull();
    }

    @Test
    void rejectsRecordsOverTheLimitAndReadsOn() {
        String large = "{\"eventName\":\"x\",\"p\":\"" + "]}\\\"{".repeat(100_000) + "\"}";
        String tail = "{\"meta\":\"" + "m".repeat(400_000) + "\",\"Records\":[" + A + "],\"more\":[\""
                + "n".repeat(400_000) + "\"]}";
        String json = "{\"Records\":[" + A + "," + large + "," + B + "]}\n" + large + "\n" + A + "\n" + tail + B;
        ReadResult result = ReadResult.of(
                ReaderLimits.DEFAULT.withMaxRecordBytes(100_000),
                () -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(result.records()).containsExactly(A, B, A, A, B);
        assertThat(result.reasons()).containsExactly(Reject.TOO_LARGE, Reject.TOO_LARGE);
        assertThat(result.outcome().damage()).isNull();
    }

    @Test
    void bytesThatAreNotUtf8EndTheFile() {
        byte[] latin = (A + "\n{\"eventName\":\"\u00e9\"}\n" + B).getBytes(StandardCharsets.ISO_8859_1);
        ReadResult result = ReadResult.of(latin);

        assertThat(result.records()).containsExactly(A);
        assertThat(result.reasons()).isEmpty();
        assertThat(result.outcome().damage()).isEqualTo(Damage.NOT_UTF8);
        assertThat(result.outcome().detail()).isEqualTo("at byte " + (A.length() + 15));

        byte[] whole = (A + "\n\u00e9").getBytes(StandardCharsets.UTF_8);
        assertThat(ReadResult.of(Arrays.copyOf(whole, whole.length - 1))
                        .outcome()
                        .damage())
                .isEqualTo(Damage.NOT_UTF8);
    }

    @Test
    void readsGzipOfSeveralMembersWhateverItsName() throws IOException {
        byte[] one = ReadResult.gzip((A + "\n{\"event").getBytes(StandardCharsets.UTF_8));
        byte[] two = ReadResult.gzip("Name\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        ReadResult result = ReadResult.of(join(one, ReadResult.gzip(new byte[0]), two, new byte[512]));

        assertThat(result.records()).containsExactly(A, "{\"eventName\":\"x\"}");
        assertThat(result.outcome().damage()).isNull();
        assertThat(result.outcome().storedBytes())
                .isEqualTo(one.length + two.length + 512 + ReadResult.gzip(new byte[0]).length);
        assertThat(result.outcome().jsonBytes()).isEqualTo(A.length() + 1 + 17);
    }

    @Test
    void readsAGzipHeaderWithEveryOption() throws IOException {
        byte[] plain = ReadResult.gzip(A.getBytes(StandardCharsets.UTF_8));
        byte[] header = {
            0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3, 'n', 0, 'c', 'c', 0, 9, 9
        };

        ReadResult result = ReadResult.of(join(header, Arrays.copyOfRange(plain, 10, plain.length)));

        assertThat(result.records()).containsExactly(A);
        assertThat(result.outcome().damage()).isNull();
    }

    @Test
    void handsOnWhatIsWholeBeforeGzipDamage() throws IOException {
        byte[] json = (A + "\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
        byte[] gzip = ReadResult.gzip(json);

        ReadResult noTrailer = ReadResult.of(Arrays.copyOf(gzip, gzip.length - 3));
        assertThat(noTrailer.records()).hasSize(1000);
        assertThat(noTrailer.outcome().damage()).isEqualTo(Damage.TRUNCATED_GZIP);

        ReadResult half = ReadResult.of(Arrays.copyOf(gzip, gzip.length - 12));
        assertThat(half.records()).hasSizeBetween(1, 1000).allMatch(A::equals);
        assertThat(half.outcome().damage()).isEqualTo(Damage.TRUNCATED_GZIP);

        byte[] wrong = gzip.clone();
        wrong[gzip.length - 7] ^= 1;
        assertThat(ReadResult.of(wrong).records()).hasSize(1000);
        assertThat(ReadResult.of(wrong).outcome().damage()).isEqualTo(Damage.CORRUPT_GZIP);

        byte[] length = gzip.clone();
        length[gzip.length - 1] ^= 1;
        assertThat(ReadResult.of(length).outcome().damage()).isEqualTo(Damage.CORRUPT_GZIP);

        assertThat(ReadResult.of(join(gzip, "junk".getBytes(StandardCharsets.UTF_8)))
                        .records())
                .hasSize(1000);
        assertThat(ReadResult.of(join(gzip, "junk".getBytes(StandardCharsets.UTF_8)))
                        .outcome()
                        .damage())
                .isEqualTo(Damage.CORRUPT_GZIP);
        assertThat(ReadResult.of(new byte[] {0x1f, (byte) 0x8b}).outcome().damage())
                .isEqualTo(Damage.TRUNCATED_GZIP);
        assertThat(ReadResult.of(new byte[] {0x1f, (byte) 0x8b, 7, 0, 0, 0, 0, 0, 0, 0, 0})
                        .outcome()
                        .damage())
                .isEqualTo(Damage.CORRUPT_GZIP);
        byte[] deflate = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7};
        assertThat(ReadResult.of(deflate).outcome().damage()).isEqualTo(Damage.CORRUPT_GZIP);
    }

    @Test
    void stopsAGzipBomb() {
        byte[] bomb = ReadResult.gzip(new byte[4 << 20]);
        ReadResult result =
                ReadResult.of(ReaderLimits.DEFAULT.withMaxGzipOutput(1 << 20), () -> new ByteArrayInputStream(bomb));

        assertThat(result.outcome().damage()).isEqualTo(Damage.TOO_LARGE);
        assertThat(result.outcome().jsonBytes()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void troubleWithTheObjectIsDamage() {
        ReadResult vanished = ReadResult.of(ReaderLimits.DEFAULT, () -> {
            throw new NoSuchFileException("x");
        });
        assertThat(vanished.outcome().damage()).isEqualTo(Damage.VANISHED);

        ReadResult broken = ReadResult.of(
                ReaderLimits.DEFAULT,
                () -> new SequenceInputStream(
                        new ByteArrayInputStream((A + "\n" + B.substring(9)).getBytes(StandardCharsets.UTF_8)),
                        new FailingStream()));
        assertThat(broken.records()).containsExactly(A);
        assertThat(broken.outcome().damage()).isEqualTo(Damage.UNREADABLE);
        assertThat(broken.outcome().detail()).isEqualTo("disk on fire");
    }

    @Test
    void whatTheSinkThrowsComesOutAndTheReaderGoesOn() throws IOException {
        RecordSink full = new RecordSink() {
            @Override
            public void record(RecordSlice record) throws IOException {
                throw new IOException("full");
            }

            @Override
            public void rejected(Reject reason, long position, byte[] array, int offset, int length) {}
        };
        try (TrailReader reader = new TrailReader()) {
            TrailObject object = ReadResult.object(() -> new ByteArrayInputStream(A.getBytes(StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> reader.read(object, full))
                    .isInstanceOf(IOException.class)
                    .hasMessage("full");
            ReadResult next = ReadResult.of(
                    reader, () -> new ByteArrayInputStream(ReadResult.gzip(B.getBytes(StandardCharsets.UTF_8))));
            assertThat(next.records()).containsExactly(B);
        }
    }

    @Test
    void aFileOfOneLineOf300MegabytesIsReadAndNotHeld() throws IOException {
        byte[] record = ("," + B).getBytes(StandardCharsets.UTF_8);
        int times = (300 << 20) / record.length;
        long[] seen = new long[1];
        RecordSink sink = new RecordSink() {
            @Override
            public void record(RecordSlice slice) {
                seen[0]++;
                // The window never grew: the file is not held.
                assertThat(slice.array().length).isLessThanOrEqualTo(256 << 10);
            }

            @Override
            public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
                throw new IllegalStateException(reason.text());
            }
        };
        try (TrailReader reader = new TrailReader()) {
            ReadOutcome outcome =
                    reader.read(ReadResult.object(() -> repeated("{\"Records\":[" + A, record, times, "]}")), sink);
            assertThat(outcome.damage()).isNull();
            assertThat(outcome.records()).isEqualTo(times + 1L);
            assertThat(seen[0]).isEqualTo(times + 1L);
            assertThat(outcome.jsonBytes()).isGreaterThan(299L << 20);
        }
    }

    private static InputStream repeated(String before, byte[] unit, int times, String after) {
        return new SequenceInputStream(new Enumeration<>() {
            private int next;

            @Override
            public boolean hasMoreElements() {
                return next < times + 2;
            }

            @Override
            public InputStream nextElement() {
                int n = next++;
                return new ByteArrayInputStream(
                        n == 0
                                ? before.getBytes(StandardCharsets.UTF_8)
                                : n <= times ? unit : after.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static byte[] join(byte[]... parts) throws IOException {
        return new SequenceInputStream(Collections.enumeration(
                        List.of(parts).stream().map(ByteArrayInputStream::new).toList()))
                .readAllBytes();
    }

    private static final class FailingStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("disk on fire");
        }
    }
}
