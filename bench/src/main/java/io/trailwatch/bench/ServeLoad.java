package io.trailwatch.bench;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Load on a running monitor. {@code ServeLoad broker}: an embedded broker until standard input ends, its address on standard
 * output. {@code ServeLoad load BOOTSTRAP URL SECONDS}: records and questions at a steady rate; prints what bench/serve reads.
 */
public final class ServeLoad {
    private static final int RECORDS_A_SECOND = 5_000;
    private static final int QUESTIONS_A_SECOND = 200;
    private static final int USERS = 500;
    private static final int TICK_MILLIS = 10;

    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final List<Double> freshness = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> answers = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean measuring;

    private ServeLoad(String bootstrap, String url) {
        this.url = url;
        producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", bootstrap,
                "linger.ms", 2,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class));
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("broker")) {
            try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
                System.out.println(broker.bootstrapServers());
                while (System.in.read() >= 0) {
                    // until the one who started this closes its end
                }
            }
        } else {
            new ServeLoad(arguments[1], arguments[2]).run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        }
        Runtime.getRuntime().exit(0);
    }

    private void run(int warmUp, int seconds) throws Exception {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        ExecutorService askers = Executors.newCachedThreadPool();
        Random random = new Random(1);
        clock.scheduleAtFixedRate(() -> records(random), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(
                () -> askers.execute(this::ask), 1000, 1000 / QUESTIONS_A_SECOND, TimeUnit.MILLISECONDS);
        Future<?> probes = askers.submit(this::probe);
        TimeUnit.SECONDS.sleep(warmUp);
        sent.set(0);
        failed.set(0);
        answers.clear();
        freshness.clear();
        measuring = true;
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        measuring = false;
        double took = (System.nanoTime() - start) / 1e9;
        probes.cancel(true);
        clock.shutdownNow();
        System.out.printf(
                "records-per-second %.0f freshness-p50-ms %.1f freshness-p99-ms %.1f probes %d questions %d answer-p50-ms %.1f answer-p99-ms %.1f failed %d%n",
                sent.get() / took, at(freshness, 50), at(freshness, 99), freshness.size(), answers.size(), at(answers, 50), at(answers, 99), failed.get());
    }

    private static double at(List<Double> values, int percent) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private void records(Random random) {
        for (int i = 0; i < RECORDS_A_SECOND * TICK_MILLIS / 1000; i++) {
            send("arn:aws:iam::111122223333:user/load-" + random.nextInt(USERS), random.nextInt());
            sent.incrementAndGet();
        }
    }

    private Future<?> send(String arn, int number) {
        String record = String.format(
                "{\"eventTime\":\"%s\",\"eventName\":\"Describe%d\",\"eventSource\":\"ec2.amazonaws.com\",\"awsRegion\":\"us-east-1\","
                        + "\"sourceIPAddress\":\"198.51.100.%d\",\"userAgent\":\"aws-cli/2.%d\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"%s\",\"accessKeyId\":\"AKIAEXAMPLE\"}}",
                Instant.now().truncatedTo(ChronoUnit.SECONDS), (number & 63), (number >>> 6) % 250, (number >>> 16) & 31, arn);
        return producer.send(new ProducerRecord<>(
                Topics.RECORDS, arn.getBytes(StandardCharsets.UTF_8), record.getBytes(StandardCharsets.UTF_8)));
    }

    private void ask() {
        long start = System.nanoTime();
        int pick = (int) (start & 7);
        String user = "/api/v1/users/" + URLEncoder.encode("arn:aws:iam::111122223333:user/load-" + start % USERS, StandardCharsets.UTF_8);
        String path = pick < 5 ? user + "?top=20" : pick < 7 ? user + "/timeline" : "/api/v1/users?limit=50";
        int status = status(path);
        if (measuring) {
            answers.add((System.nanoTime() - start) / 1e6);
            if (status != 200) {
                failed.incrementAndGet();
            }
        }
    }

    private int status(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** New users, one after the other: from the broker's word that the record is on the topic to the first answer with it. */
    private Void probe() throws Exception {
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            String arn = "arn:aws:iam::111122223333:user/probe-" + i;
            send(arn, i).get();
            long committed = System.nanoTime();
            String path = "/api/v1/users/" + URLEncoder.encode(arn, StandardCharsets.UTF_8) + "?top=1";
            while (status(path) != 200) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            if (measuring) {
                freshness.add((System.nanoTime() - committed) / 1e6);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return null;
    }
}
