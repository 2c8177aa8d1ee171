package io.trailwatch.bench;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.ingest.archive.RecordSink;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.TrailReader;
import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.ingest.record.RecordParser;
import io.trailwatch.ingest.record.RecordSlice;
import io.trailwatch.ingest.record.Unreadable;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.ApiValue;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.IpNames;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.SummaryFold;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.UserTypeSeen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The parts of a replay alone, each per record (or, for the fold and the renderers, per row of a user). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PartsBenchmark {
    private static final int RECORDS = 1000;
    private static final int ROWS = 2000;

    private final TrailReader reader = new TrailReader();
    private final RecordParser parser = new RecordParser();
    private byte[] json = new byte[0];
    private final List<Row> rows = new ArrayList<>();
    private SummaryOptions options =
            new SummaryOptions(true, FailedRule.ACCESS_DENIED, false, AbusedList.shipped(), IpNames.PLAIN);
    private UserSummary summary = new SummaryFold(options).user("").build(0);

    /** How the records lie in a file. */
    @State(Scope.Benchmark)
    public static class TrailFile {
        @Param({"gzip", "plain"})
        public String form = "gzip";

        private byte[] bytes = new byte[0];

        @Setup
        public void setUp() throws IOException {
            bytes = form.equals("gzip") ? gzip(json()) : json();
        }
    }

    private static byte[] json() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < RECORDS; i++) {
            text.append(i == 0 ? "" : ",").append(record(random, i));
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Setup
    public void setUp() {
        json = json();
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            EventTime time = EventTime.usual(20240101000000L + random.nextInt(60));
            RowField field = RowField.values()[i % RowField.values().length];
            byte[] value = field.code() <= RowField.API_ERROR.code()
                    ? new ApiValue("DescribeThing" + i, "ec2.amazonaws.com").encode()
                    : ("value number " + i).getBytes(StandardCharsets.UTF_8);
            rows.add(new Row(field, false, value, 1 + random.nextInt(50), time, time));
        }
        summary = folded();
    }

    private static String record(Random random, int i) {
        return String.format(
                "{\"eventVersion\":\"1.05\",\"userIdentity\":{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLE\",\"arn\":\"arn:aws:iam::111122223333:user/u%d\","
                        + "\"accountId\":\"111122223333\",\"accessKeyId\":\"AKIAEXAMPLE\",\"userName\":\"u\"},\"eventTime\":\"2024-03-05T01:02:%02dZ\","
                        + "\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"Describe%d\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"198.51.100.%d\","
                        + "\"userAgent\":\"aws-cli/2.15 Python/3.12\",\"requestParameters\":{\"filterSet\":{},\"arn\":\"arn:decoy\",\"items\":[1,2,{\"a\":\"b \\\"c\\\"\"}]},"
                        + "\"responseElements\":null,\"requestID\":\"%016x%016x\",\"eventID\":\"%016x\",\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"111122223333\"}",
                i % 7,
                i % 60,
                random.nextInt(40),
                random.nextInt(250),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private record Held(byte[] bytes) implements TrailObject {
        @Override
        public String name() {
            return "held.json";
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public Instant lastModified() {
            return Instant.EPOCH;
        }

        @Override
        public String version() {
            return "";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void reader(TrailFile file, Blackhole hole) throws IOException {
        reader.read(new Held(file.bytes), new RecordSink() {
            @Override
            public void record(RecordSlice record) {
                hole.consume(record.arnLength());
            }

            @Override
            public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
                throw new IllegalStateException(reason.text());
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void parser(Blackhole hole) {
        parser.parse(json, new RecordParser.Sink() {
            @Override
            public void record(ParsedRecord record, int index) {
                hole.consume(record.length(EventField.EVENT_NAME));
            }

            @Override
            public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
                throw new IllegalStateException(reason.toString());
            }
        });
    }

    private UserSummary folded() {
        SummaryFold fold = new SummaryFold(options).user("arn:aws:iam::111122223333:user/u");
        EventTime time = EventTime.usual(20240101000000L);
        fold.header(new Header(false, 0, ROWS, 0, 0, time, time, new UserTypeSeen(time, 0, 0, "IAMUser")));
        rows.forEach(fold::row);
        return fold.build(Integer.MAX_VALUE);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public UserSummary fold() {
        return folded();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void renderCsv() throws IOException {
        render(OutputFormat.CSV);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void renderJson() throws IOException {
        render(OutputFormat.JSON);
    }

    private void render(OutputFormat format) throws IOException {
        SummaryWriter writer = SummaryWriter.of(format, OutputStream.nullOutputStream());
        writer.begin();
        writer.user(summary);
        writer.end();
    }
}
