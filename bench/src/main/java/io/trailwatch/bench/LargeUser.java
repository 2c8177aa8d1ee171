package io.trailwatch.bench;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.IpNames;
import io.trailwatch.summary.SummaryFold;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One user's summary with 5,300 IPs and 7,800 user agents as JSON from a store that runs, against serialising the same object
 * from memory; p99 of 200 after a warm-up, in turn. Prints {@code heap ratio … store-p99-ms … memory-p99-ms …} to standard error,
 * and {@code disk ratio …} after a restart, when all rows lie in the window store.
 */
final class LargeUser {
    private static final String ARN = "arn:aws:iam::111122223333:user/large";
    private static final int IPS = 5300;
    private static final int AGENTS = 7800;
    private static final int RUNS = 200;
    private static final int WARM_UP = 300;

    private LargeUser() {}

    static void measure() throws Exception {
        Path state = Files.createTempDirectory("trailwatch-bench");
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(2, null);
            Map<Integer, Long> ends = produce(broker.bootstrapServers());
            StreamsSettings settings = StreamsSettings.serve(broker.bootstrapServers(), "bench", state, 1, Map.of())
                    .withCommitInterval(Duration.ofMillis(100));
            TopologySettings topology =
                    TopologySettings.serve(Duration.ofDays(1), Duration.ofHours(1), Duration.ofDays(36_500), 64L << 20);
            try (SummaryStreams streams = SummaryStreams.start(settings, topology)) {
                streams.awaitProcessed(ends);
                compare("heap", streams);
            }
            try (SummaryStreams streams = SummaryStreams.start(settings, topology)) {
                streams.awaitProcessed(Map.of());
                compare("disk", streams);
            }
        }
    }

    private static Map<Integer, Long> produce(String servers) throws Exception {
        Map<Integer, Long> ends = new HashMap<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers,
                "linger.ms", 0,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class);
        byte[] key = ARN.getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (int i = 0; i < AGENTS * 2; i++) {
                String record = String.format(
                        "{\"eventTime\":\"2024-03-%02dT%02d:00:00Z\",\"eventName\":\"Api%d\",\"eventSource\":\"ec2.amazonaws.com\","
                                + "\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"198.51.%d.%d\",\"userAgent\":\"aws-cli/2.%d Python/3.12 exe/x86_64\","
                                + "\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"%s\",\"accessKeyId\":\"AKIAEXAMPLE\"}}",
                        1 + i % 28, i % 24, i % 300, i % IPS / 250, i % IPS % 250, i % AGENTS, ARN);
                RecordMetadata sent = producer.send(
                                new ProducerRecord<>(Topics.RECORDS, key, record.getBytes(StandardCharsets.UTF_8)))
                        .get();
                ends.put(sent.partition(), sent.offset() + 1);
            }
        }
        return ends;
    }

    private static void compare(String where, SummaryStreams streams) throws Exception {
        SummaryOptions options =
                new SummaryOptions(true, FailedRule.ACCESS_DENIED, false, AbusedList.shipped(), IpNames.PLAIN);
        byte[] arn = ARN.getBytes(StandardCharsets.UTF_8);
        UserSummary held = summary(streams, options, arn);
        if (held.sourceIps().size() != IPS || held.userAgents().size() != AGENTS) {
            throw new IllegalStateException(
                    held.sourceIps().size() + " IPs, " + held.userAgents().size() + " agents");
        }
        Callable<Void> fromStore = () -> write(summary(streams, options, arn));
        Callable<Void> fromMemory = () -> write(held);
        double[] store = new double[RUNS];
        double[] memory = new double[RUNS];
        for (int i = -WARM_UP; i < RUNS; i++) {
            double fromStoreMillis = millis(fromStore);
            double fromMemoryMillis = millis(fromMemory);
            if (i >= 0) {
                store[i] = fromStoreMillis;
                memory[i] = fromMemoryMillis;
            }
        }
        Arrays.sort(store);
        Arrays.sort(memory);
        int p99 = RUNS * 99 / 100 - 1;
        System.err.printf(
                "%s ratio %.2f store-p99-ms %.2f memory-p99-ms %.2f%n", where, store[p99] / memory[p99], store[p99], memory[p99]);
    }

    private static UserSummary summary(SummaryStreams streams, SummaryOptions options, byte[] arn) {
        LocalRows rows = streams.rows();
        SummaryFold fold = new SummaryFold(options).user(ARN);
        rows.headers(arn, TimeRange.ALL, fold::header);
        rows.rows(arn, TimeRange.ALL, fold::row);
        return fold.build(Integer.MAX_VALUE);
    }

    private static Void write(UserSummary summary) throws IOException {
        SummaryWriter writer = SummaryWriter.of(OutputFormat.JSON, OutputStream.nullOutputStream());
        writer.begin();
        writer.user(summary);
        writer.end();
        return null;
    }

    private static double millis(Callable<Void> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }
}
