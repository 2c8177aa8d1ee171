package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** The heap part of the store: a record's six rows updated, and changed rows made into what the window store takes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StoreBenchmark {
    private static final int RECORDS = 20_000;

    /** Users who share the records. */
    @Param({"1", "10000"})
    public int users = 1;

    private final Event[] events = new Event[RECORDS];
    private HeapRows filled = new HeapRows(new Discarding());
    private long written;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        for (int i = 0; i < RECORDS; i++) {
            events[i] = new Event(random, users);
        }
        filled = new HeapRows(new Discarding());
        fill(filled);
        filled.writeDirty(Integer.MAX_VALUE);
    }

    private void fill(HeapRows heap) {
        for (int i = 0; i < RECORDS; i++) {
            heap.add(events[i], 0, 0, 0, i, 0);
        }
    }

    /** A record whose rows are on the heap. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int update() {
        fill(filled);
        return filled.rowCount();
    }

    /** A record into an empty heap, and its rows written. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long fillAndWrite() {
        HeapRows heap = new HeapRows(new Discarding());
        fill(heap);
        heap.writeDirty(Integer.MAX_VALUE);
        return written;
    }

    private final class Discarding implements Backing {
        @Override
        public boolean mayHold() {
            return false;
        }

        @Override
        public boolean holds(byte[] arn) {
            return false;
        }

        @Override
        public byte[] read(byte kind, byte[] key, int window) {
            return new byte[0];
        }

        @Override
        public void write(byte kind, byte[] key, int window, byte[] value) {
            written += key.length + value.length;
        }
    }

    private static final class Event implements ParsedRecord {
        private final byte[][] fields = new byte[EventField.values().length][];

        private Event(Random random, int users) {
            for (EventField field : EventField.values()) {
                fields[field.ordinal()] = value(field, random, users).getBytes(StandardCharsets.UTF_8);
            }
        }

        private static String value(EventField field, Random random, int users) {
            return switch (field) {
                case EVENT_TIME -> String.format("2024-03-05T01:%02d:%02dZ", random.nextInt(60), random.nextInt(60));
                case EVENT_NAME -> "Describe" + random.nextInt(60);
                case EVENT_SOURCE -> "ec2.amazonaws.com";
                case AWS_REGION -> "us-east-" + random.nextInt(3);
                case SOURCE_IP -> "198.51.100." + random.nextInt(250);
                case USER_AGENT -> "aws-cli/2." + random.nextInt(40) + " Python/3.12";
                case USER_ARN -> "arn:aws:iam::111122223333:user/u" + random.nextInt(users);
                case USER_TYPE -> "IAMUser";
                case ACCESS_KEY_ID -> "AKIAEXAMPLE" + random.nextInt(2);
                default -> "";
            };
        }

        @Override
        public boolean present(EventField field) {
            return field != EventField.ERROR_CODE;
        }

        @Override
        public boolean isString(EventField field) {
            return present(field);
        }

        @Override
        public byte[] array(EventField field) {
            return fields[field.ordinal()];
        }

        @Override
        public int offset(EventField field) {
            return 0;
        }

        @Override
        public int length(EventField field) {
            return fields[field.ordinal()].length;
        }

        @Override
        public byte[] recordArray() {
            return new byte[0];
        }

        @Override
        public int recordOffset() {
            return 0;
        }

        @Override
        public int recordLength() {
            return 0;
        }
    }
}
